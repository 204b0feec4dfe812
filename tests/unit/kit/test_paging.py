"""Pages: sizes within bounds, tokens that fit one query only."""

from __future__ import annotations

import base64

import pytest
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from hypothesis import given
from hypothesis import strategies as st

from kit.model.errors import InvalidValue
from kit.paging import page, page_of, query_digest

QUERY = query_digest("gov321.registry.v1.RegistryService/ListHouseholds", b"division")
OTHER = query_digest("gov321.registry.v1.RegistryService/ListPersons", b"division")


def list_request(division: str, size: int = 0, token: str = "") -> Message:
    """Return a list request as a generated one looks."""
    kinds = FieldDescriptorProto
    fields = [
        kinds(name="division", number=1, type=kinds.TYPE_STRING, label=kinds.LABEL_OPTIONAL),
        kinds(name="page_size", number=2, type=kinds.TYPE_INT32, label=kinds.LABEL_OPTIONAL),
        kinds(name="page_token", number=3, type=kinds.TYPE_STRING, label=kinds.LABEL_OPTIONAL),
    ]
    file = FileDescriptorProto(
        name="page.proto",
        syntax="proto3",
        message_type=[DescriptorProto(name="ListRequest", field=fields)],
    )
    pool = DescriptorPool()
    pool.Add(file)
    made = GetMessageClass(pool.FindMessageTypeByName("ListRequest"))
    return made(division=division, page_size=size, page_token=token)


@pytest.mark.parametrize(("asked", "given_"), [(0, 50), (1, 1), (1000, 1000), (1001, 1000)])
def test_the_size_is_kept_within_bounds(asked: int, given_: int) -> None:
    assert page(QUERY, asked, "").size == given_


def test_a_negative_size_is_refused() -> None:
    with pytest.raises(InvalidValue, match="page_size"):
        page(QUERY, -1, "")


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_a_token_leads_to_the_position_it_was_made_for(position: list[str]) -> None:
    token = page(QUERY, 0, "").next_token(tuple(position))
    assert page(QUERY, 0, token).after == tuple(position)


def test_the_last_page_has_no_token() -> None:
    assert page(QUERY, 0, "").next_token(()) == ""


def test_a_token_of_another_query_is_refused() -> None:
    token = page(OTHER, 0, "").next_token(("h-1",))
    with pytest.raises(InvalidValue, match="page_token"):
        page(QUERY, 0, token)


DAMAGED = base64.urlsafe_b64encode(QUERY + b"{").decode()
NO_LIST = base64.urlsafe_b64encode(QUERY + b"7").decode()


@pytest.mark.parametrize("token", ["x", "!!!!", "é", "a" * 5000, DAMAGED, NO_LIST])
def test_a_damaged_token_is_refused(token: str) -> None:
    with pytest.raises(InvalidValue, match="page_token"):
        page(QUERY, 0, token)


def test_a_request_of_the_same_filter_may_use_the_token_with_another_size() -> None:
    token = page_of("m", list_request("610921", 10)).next_token(("h-1",))
    again = page_of("m", list_request("610921", 20, token))
    assert (again.size, again.after) == (20, ("h-1",))


def test_a_request_of_another_filter_may_not() -> None:
    token = page_of("m", list_request("610921")).next_token(("h-1",))
    with pytest.raises(InvalidValue):
        page_of("m", list_request("610922", token=token))
