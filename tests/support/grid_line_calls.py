"""Good requests of `LineService`, and what a refused call said."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from gov321.grid.v1 import grid_pb2
from gov321.grid.v1 import line_service_pb2 as pb

from kit.model.ids import derived_id
from kit.rpc_errors import details_of
from kit.wire_time import from_day
from tests.support.builders import JIANGHE
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


def uuid_of(name: str) -> str:
    """Return the request id a test gives a name."""
    return derived_id("test", name)


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


class Refused:
    """A refusal as a client sees it; always with a sentence in Chinese."""

    def __init__(self, error: grpc.aio.AioRpcError) -> None:
        info, self.text = details_of(error)
        self.told = (error.code(), info.reason)
        assert info.domain == "grid.gov321"
        assert any("\u4e00" <= character <= "\u9fff" for character in self.text), self.text


async def refused(call: Any) -> Refused:
    """Return what the refusal said; fail when the call is answered."""
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await call
    return Refused(failed.value)
