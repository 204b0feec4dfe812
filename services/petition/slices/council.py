"""Deliberation (两说一商) of a village, and what departments send down to it (减负)."""

from __future__ import annotations

from gov321.petition.v1.deliberation_service_pb2_grpc import (
    add_DeliberationServiceServicer_to_server,
)
from gov321.petition.v1.task_service_pb2_grpc import add_TaskServiceServicer_to_server

from kit.call import current_traceparent
from kit.rpc_server import Mount
from services.petition.domain.addressing import FACTS
from services.petition.rpc.deliberations import DeliberationRpc
from services.petition.rpc.tasks import TaskRpc
from services.petition.store.deliberation_codec import DeliberationCodec
from services.petition.store.deliberations import DELIBERATIONS, MongoDeliberations
from services.petition.store.task_codec import CatalogueCodec, TaskCodec
from services.petition.store.tasks import CATALOGUES, TASKS, MongoCatalogues, MongoTasks
from services.petition.usecases.deliberation_desk import DeliberationDesk
from services.petition.usecases.task_desk import TaskDesk

from .base import Base, Slice


def deliberations(base: Base) -> Slice:
    """Return everything around deliberations."""
    ground, clock = base.ground, base.ground.clock
    records, relay = base.kept(DELIBERATIONS)
    codec = DeliberationCodec(base.vault, FACTS, ground.source)
    trace = current_traceparent
    kept = MongoDeliberations(ground.store, records, codec, clock, relay.wake, trace)
    desk = DeliberationDesk(kept, kept, base.custody, clock, base.rules)
    return Slice(
        mounts=(Mount(add_DeliberationServiceServicer_to_server, DeliberationRpc(desk)),),
        prepare=(kept.prepare,),
        relays=((DELIBERATIONS, relay),),
    )


def tasks(base: Base) -> Slice:
    """Return everything around tasks sent down and their catalogue."""
    ground, clock, trace = base.ground, base.ground.clock, current_traceparent
    records, relay = base.kept(TASKS)
    listed, other = base.kept(CATALOGUES)
    codec = TaskCodec(base.vault, FACTS, ground.source)
    sent = MongoTasks(ground.store, records, codec, clock, relay.wake, trace)
    of_catalogue = CatalogueCodec(FACTS, ground.source)
    catalogues = MongoCatalogues(listed, of_catalogue, clock, other.wake, trace)
    desk = TaskDesk(sent, catalogues, base.custody, clock, base.rules)
    return Slice(
        mounts=(Mount(add_TaskServiceServicer_to_server, TaskRpc(desk)),),
        prepare=(sent.prepare, catalogues.prepare),
        relays=((TASKS, relay), (CATALOGUES, other)),
    )
