"""An appeal goes through the tiers of a county: taken in at a village, settled by its town."""

from __future__ import annotations

from typing import Any

from kit.roles import Role

from .access import Caller
from .roster import VILLAGES
from .shell import until
from .story import Run

_ARRIVES_S = 120.0
_TEXT = "村口路灯坏了两盏，夜里走路不便，请帮助修理。"


def settle(run: Run) -> None:
    """Tell the story of one appeal; every tier says the same of it at the end."""
    village = VILLAGES[0]
    town = f"{village[:9]}000"
    with run.report.step("诉求：村级登记、受理并移交镇级") as found:
        with run.access.at("villages", "petition") as ask:
            taken = ask("petition", "submit", village, "--text", _TEXT, "--who", "姓名=测试甲")
            appeal = taken["petition"]["petition_id"]
            ask("petition", "accept", appeal, "--category", "D09")
            ask("petition", "transfer", appeal, town, "--note", "村里没有维修能力，请镇上办理")
        found["编号"] = taken["petition"]["number"]
    with (
        run.report.step("诉求：镇级接收、交办、答复并核实"),
        run.access.at("towns", "petition") as ask,
    ):
        until(lambda: _has(ask, appeal, town), "诉求送达镇级", _ARRIVES_S)
        ask("petition", "assign", appeal, "--to", "center", "--note", "由镇综治中心办理")
        ask("petition", "contact", appeal)
        ask("petition", "reply", appeal, "--text", "路灯已修好，请查看。")
        ask("petition", "confirm", appeal)
    with run.report.step("诉求：镇级办结，三级一致") as found:
        with run.access.at("towns", "petition", Role.REVIEWER) as ask:
            ask("petition", "close", appeal)
        for site in ("towns", "county", "villages"):
            with run.access.at(site, "petition") as ask:
                until(lambda a=ask: _closed(a, appeal), f"{site} 知道诉求已办结", _ARRIVES_S)
        found["办结"] = "镇级"


def _has(ask: Caller, appeal: str, center: str) -> bool:
    known = _known(ask, appeal)
    return known.get("custodian") == center and not known.get("in_flight", False)


def _closed(ask: Caller, appeal: str) -> bool:
    return _known(ask, appeal).get("state") == "STATE_CLOSED"


def _known(ask: Caller, appeal: str) -> dict[str, Any]:
    """Return the appeal as the site knows it, nothing while it does not (a refusal ends with 1)."""
    answer: dict[str, Any] = ask("petition", "get", appeal, may=(0, 1))
    return answer if "petition_id" in answer else {}
