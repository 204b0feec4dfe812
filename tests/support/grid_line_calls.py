"""Good requests of `LineService`, and what a refused call said."""

from __future__ import annotations

from typing import Any

from gov321.grid.v1 import grid_pb2
from gov321.grid.v1 import line_service_pb2 as pb

from kit.wire_time import from_day
from tests.support.builders import JIANGHE
from tests.support.edge_calls import uuid_of
from tests.support.grid_lines import (
    CORE,
    DEPUTY,
    FOUNDED,
    THIRD,
    TODAY,
)

COUNTY = "610921000000"
SINCE = from_day(FOUNDED)
TOLD = from_day(TODAY)


def taking(request: str = "take", **fields: Any) -> pb.TakePostRequest:
    """Return a good request; `fields` replace."""
    whole: dict[str, Any] = {
        "request_id": uuid_of(request),
        "village": JIANGHE.digits,
        "person_id": "h1-1",
        "name": "测试甲乙",
        "post": grid_pb2.POST_DEPUTY,
        "since": SINCE,
        "household_id": "h1",
        **fields,
    }
    return pb.TakePostRequest(**whole)


def leaving(request: str = "leave", **fields: Any) -> pb.LeavePostRequest:
    """Return a good request; `fields` replace."""
    whole: dict[str, Any] = {
        "request_id": uuid_of(request),
        "village": JIANGHE.digits,
        "person_id": CORE,
        "post": grid_pb2.POST_CORE_HOUSEHOLDER,
        "on": TOLD,
        "reason": grid_pb2.END_REASON_RESIGNED,
        **fields,
    }
    return pb.LeavePostRequest(**whole)


def appointing(request: str = "appoint", **fields: Any) -> pb.AppointLeaderRequest:
    """Return a good request; `fields` replace."""
    whole: dict[str, Any] = {
        "request_id": uuid_of(request),
        "grid": THIRD.text,
        "person_id": CORE,
        "since": SINCE,
        **fields,
    }
    return pb.AppointLeaderRequest(**whole)


def holding(request: str = "hold", **fields: Any) -> pb.RecordSessionRequest:
    """Return a good request; `fields` replace."""
    whole: dict[str, Any] = {
        "request_id": uuid_of(request),
        "village": JIANGHE.digits,
        "kind": pb.SESSION_KIND_RECEPTION_DAY,
        "on": TOLD,
        "deputy_id": DEPUTY,
        "attendance": 7,
        "matters": 2,
        **fields,
    }
    return pb.RecordSessionRequest(**whole)
