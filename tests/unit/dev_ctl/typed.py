"""Command lines and what they must send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from google.protobuf.json_format import MessageToDict

from tests.support.fake_site_service import FakeSite

from .conftest import Ctl, Ran

REQUEST = "0b9f1f3e-5a52-4c0c-8b9a-1d2f3a4b5c6d"


@dataclass(frozen=True)
class Typed:
    """A command line, the method it must call, and what it must send besides the request id."""

    id: str
    argv: str
    method: str
    sent: dict[str, Any]
    answer: Any = None


def day(year: int, month: int, of_month: int) -> dict[str, int]:
    return {"year": year, "month": month, "day": of_month}


def typed_and_sent(
    asking: Ctl, site: FakeSite, group: str, case: Typed, answer: Any, key: str = "request_id"
) -> Ran:
    """Run a case; pass when its method was sent what it must, under the request id typed."""
    site.on(case.method, lambda _: answer)
    option = "--" + key.replace("_", "-")
    ran = asking(group, *case.argv.split(), option, REQUEST)
    [sent] = site.requests(case.method)
    assert (ran.code, ran.err) == (0, "")
    assert MessageToDict(sent, preserving_proto_field_name=True) == {key: REQUEST, **case.sent}
    return ran
