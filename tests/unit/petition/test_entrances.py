"""Every way into the service: each call has its rights and an answer, each fact its reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from google.protobuf.descriptor import FileDescriptor
from gov321.petition.v1 import (
    attachment_service_pb2,
    deliberation_service_pb2,
    dispute_service_pb2,
    petition_service_pb2,
    task_service_pb2,
    whistle_service_pb2,
)

from services.petition import app
from services.petition.events import GRID_TYPES, INBOX_TYPES, OWN_TYPES
from services.petition.rpc.attachments import AttachmentRpc
from services.petition.rpc.deliberations import DeliberationRpc
from services.petition.rpc.disputes import DisputeRpc
from services.petition.rpc.operations import OPERATIONS
from services.petition.rpc.republish import PetitionServiceRpc
from services.petition.rpc.tasks import TaskRpc
from services.petition.rpc.whistles import WhistleRpc

SERVICES: tuple[tuple[FileDescriptor, type], ...] = (
    (petition_service_pb2.DESCRIPTOR, PetitionServiceRpc),
    (attachment_service_pb2.DESCRIPTOR, AttachmentRpc),
    (dispute_service_pb2.DESCRIPTOR, DisputeRpc),
    (whistle_service_pb2.DESCRIPTOR, WhistleRpc),
    (deliberation_service_pb2.DESCRIPTOR, DeliberationRpc),
    (task_service_pb2.DESCRIPTOR, TaskRpc),
)


def methods_of(file: FileDescriptor) -> Iterator[tuple[str, str]]:
    """Return full and bare names of a file's methods."""
    for service in file.services_by_name.values():
        for method in service.methods:
            yield f"{service.full_name}/{method.name}", method.name


@pytest.mark.parametrize(("file", "servicer"), SERVICES, ids=lambda one: getattr(one, "name", ""))
def test_every_method_of_the_contract_is_answered(file: FileDescriptor, servicer: type) -> None:
    missing = [
        name
        for _, name in methods_of(file)
        if getattr(servicer, name).__module__.startswith("gov321.")
    ]
    assert missing == []


def test_every_method_has_its_rights_and_no_right_is_for_nothing() -> None:
    declared = {full for file, _ in SERVICES for full, _ in methods_of(file)}
    assert set(OPERATIONS) == declared


def test_facts_of_other_records_are_passed_over() -> None:
    assert not [name for name in OWN_TYPES if "Dispute" in name or "Whistle" in name]
    assert INBOX_TYPES < OWN_TYPES
    assert not GRID_TYPES & OWN_TYPES


def test_every_kind_of_record_is_a_line_of_the_app() -> None:
    assert len(app.SLICES) == len(SERVICES) - 1, "appeals and their attachments are one slice"
