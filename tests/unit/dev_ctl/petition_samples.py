"""Messages a petition service could answer with."""

from __future__ import annotations

from google.protobuf.timestamp_pb2 import Timestamp
from gov321.petition.v1 import petition_pb2 as pb
from gov321.petition.v1 import petition_service_pb2 as service_pb

from .samples import VILLAGE

TOWN = "610921104000"
NUMBER = "260304-104206-0417"
THEN = Timestamp(seconds=1_772_582_400)


def an_appeal(**fields: object) -> pb.Petition:
    """Return an appeal on its way to the town; fields given are merged into it."""
    usual = pb.Petition(
        petition_id="q-1",
        revision=4,
        number=NUMBER,
        home=VILLAGE,
        place=VILLAGE,
        custodian=TOWN,
        in_flight=True,
        receive_time=THEN,
        category="E06",
        matter=pb.MATTER_TYPE_HELP,
        source=pb.SOURCE_PHONE,
        channel=pb.CHANNEL_ORDINARY,
        urgency=pb.URGENCY_U3,
        state=pb.STATE_ACCEPTED,
        title="河边垃圾",
        text="河边有人倾倒建筑垃圾。",
        petitioners=[a_petitioner()],
        history=[pb.Entry(time=THEN, step="hand_off", center=VILLAGE, by="c", note="村里清不动")],
        clocks=[pb.Clock(kind="finish", start_time=THEN, due_time=THEN, overdue=True)],
        assignments=[pb.Assignment(unit="water", main=True, assign_time=THEN, return_time=THEN)],
    )
    usual.MergeFrom(pb.Petition(**fields))  # pyright: ignore[reportArgumentType]
    return usual


def a_petitioner() -> pb.Petitioner:
    """Return one who was answered and content."""
    return pb.Petitioner(
        petitioner_id="p-1",
        number=NUMBER,
        disclosure=pb.DISCLOSURE_NAMED,
        name="周*月",
        phone="139****0417",
        answered=True,
        rating=pb.RATING_SATISFIED,
    )


def a_progress() -> service_pb.Progress:
    """Return what a petitioner is told of an answered appeal."""
    return service_pb.Progress(
        number=NUMBER,
        state=pb.STATE_REPLIED,
        receive_time=THEN,
        due_time=THEN,
        unit="水利局",
        tier="town",
        reply="垃圾已清运。",
    )
