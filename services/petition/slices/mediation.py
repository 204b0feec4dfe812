"""Disputes (矛盾纠纷) with the committees that mediate, and whistles (吹哨报到)."""

from __future__ import annotations

from gov321.petition.v1.dispute_service_pb2_grpc import add_DisputeServiceServicer_to_server
from gov321.petition.v1.whistle_service_pb2_grpc import add_WhistleServiceServicer_to_server

from kit.call import current_traceparent
from kit.logging import get_logger
from kit.parts import why
from kit.rpc_server import Mount
from services.petition.domain.addressing import FACTS
from services.petition.jobs import record_timer_job
from services.petition.rpc.disputes import DisputeRpc
from services.petition.rpc.whistles import WhistleRpc
from services.petition.store.dispute_codec import CommitteeCodec, DisputeCodec
from services.petition.store.disputes import COMMITTEES, DISPUTES, MongoCommittees, MongoDisputes
from services.petition.store.whistle_codec import WhistleCodec
from services.petition.store.whistles import WHISTLES, MongoWhistles
from services.petition.usecases.dispute_desk import DisputeDesk
from services.petition.usecases.record_timers import dispute_timers, whistle_timers
from services.petition.usecases.whistle_desk import WhistleDesk

from .base import Base, Slice

log = get_logger("petition.timers")


def disputes(base: Base) -> Slice:
    """Return everything around disputes."""
    ground, clock, trace = base.ground, base.ground.clock, current_traceparent
    records, relay = base.kept(DISPUTES)
    forming, other = base.kept(COMMITTEES)
    codec = DisputeCodec(base.vault, FACTS, ground.source)
    kept = MongoDisputes(ground.store, records, codec, clock, relay.wake, trace)
    of_committee = CommitteeCodec(base.vault, FACTS, ground.source)
    committees = MongoCommittees(forming, of_committee, clock, other.wake, trace)
    desk = DisputeDesk(kept, kept, committees, base.custody, clock, base.rules)
    timers = dispute_timers(kept, base.lease("dispute timers"), _failed, clock)
    return Slice(
        mounts=(Mount(add_DisputeServiceServicer_to_server, DisputeRpc(desk)),),
        prepare=(kept.prepare, committees.prepare),
        relays=((DISPUTES, relay), (COMMITTEES, other)),
        jobs=(record_timer_job("dispute-timers", timers),),
    )


def whistles(base: Base) -> Slice:
    """Return everything around whistles."""
    ground, clock = base.ground, base.ground.clock
    records, relay = base.kept(WHISTLES)
    codec = WhistleCodec(base.vault, FACTS, ground.source)
    kept = MongoWhistles(ground.store, records, codec, clock, relay.wake, current_traceparent)
    desk = WhistleDesk(kept, kept, base.custody, clock, base.rules)
    timers = whistle_timers(kept, base.lease("whistle timers"), _failed, clock)
    return Slice(
        mounts=(Mount(add_WhistleServiceServicer_to_server, WhistleRpc(desk)),),
        prepare=(kept.prepare,),
        relays=((WHISTLES, relay),),
        jobs=(record_timer_job("whistle-timers", timers),),
    )


def _failed(id: str, problem: Exception) -> None:
    log.error("timer not decided", record_id=id, reason=why(problem))
