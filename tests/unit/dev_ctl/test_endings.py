"""Every ending of a command: its sentence, its reason code, its exit code, its JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from gov321.registry.v1 import registry_service_pb2 as pb

from dev.ctl.exits import Exit
from kit.model.errors import (
    NotAuthenticated,
    NotCustodian,
    NotFound,
    PermissionRefused,
    Refusal,
    Unavailable,
)
from tests.support.fake_site_service import FakeSite

from .conftest import Ctl
from .samples import VILLAGE, a_household

REFUSALS = {
    "not found": (NotFound(what="家庭户", id="h-9"), Exit.REFUSED),
    "another center's": (NotCustodian(id="h-9", custodian=VILLAGE), Exit.REFUSED),
    "no permission": (PermissionRefused(operation="查看户信息"), Exit.REFUSED),
    "no token": (NotAuthenticated(why="missing"), Exit.REFUSED),
    "store away": (Unavailable(what="数据存储"), Exit.UNAVAILABLE),
}


def raising(error: Exception) -> Any:
    def answer(_request: Any) -> Any:
        raise error

    return answer


@pytest.mark.parametrize(("refusal", "code"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_refusal_is_told_in_the_words_of_the_service(
    asking: Ctl, registry: FakeSite, refusal: Refusal, code: Exit
) -> None:
    registry.on("GetHousehold", raising(refusal))
    ran = asking("household", "get", "h-9")
    assert ran.code == code
    assert refusal.user_text in ran.err
    assert f"[{refusal.reason}]" in ran.err
    assert ran.out == ""


def test_with_json_a_refusal_is_one_document_on_standard_output(
    asking: Ctl, registry: FakeSite
) -> None:
    registry.on("GetHousehold", raising(NotCustodian(id="h-9", custodian=VILLAGE)))
    ran = asking("household", "get", "h-9", "--json")
    assert ran.json["error"]["reason"] == "NOT_CUSTODIAN"
    assert ran.json["error"]["fields"]["custodian"] == VILLAGE


def test_an_internal_error_of_the_service_is_a_fault(asking: Ctl, registry: FakeSite) -> None:
    registry.on("GetHousehold", raising(RuntimeError("boom")))
    ran = asking("household", "get", "h-9")
    assert ran.code == Exit.FAULT
    assert "服务内部错误" in ran.err


def test_nobody_at_the_address_is_unavailable(ctl: Ctl) -> None:
    ran = ctl("household", "get", "h-9", "--target", "127.0.0.1:1", "--timeout", "0.5")
    assert ran.code == Exit.UNAVAILABLE
    assert "户籍服务暂时不可用" in ran.err


def test_without_a_running_county_one_sentence_says_what_to_do(ctl: Ctl) -> None:
    ran = ctl("status")
    assert ran.code == Exit.UNAVAILABLE
    assert "没有正在运行的县，请先运行 make run" in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def test_a_lost_answer_to_a_change_can_be_repeated_with_the_same_request(
    asking: Ctl, registry: FakeSite
) -> None:
    registry.on("ChangeHead", raising(Unavailable(what="数据存储")))
    ran = asking("household", "change-head", "h-1", "p-2")
    [*_, sent] = registry.requests("ChangeHead")
    assert ran.code == Exit.UNAVAILABLE
    assert f"--request-id {sent.request_id}" in ran.err


@dataclass(frozen=True)
class Wrong:
    id: str
    argv: tuple[str, ...]
    told: str


WRONG = (
    Wrong("no such command", ("roster", "imp"), "没有命令 imp，是否想写 import？"),
    Wrong("no such group", ("nothing",), "没有命令 nothing。"),
    Wrong("missing argument", ("household", "get"), "缺少 户ID。"),
    Wrong("missing option", ("household", "search"), "缺少 --purpose。"),
    Wrong("no such option", ("status", "--foo"), "没有选项 --foo。"),
    Wrong(
        "a number is wanted", ("roster", "list", "--limit", "x"), "--limit 的取值有误：须为整数。"
    ),
    Wrong("too small", ("roster", "list", "--limit", "0"), "--limit 的取值有误：不能小于 1。"),
    Wrong("extra argument", ("status", "now"), "多余的参数：now。"),
    Wrong("bad day", ("household", "as-of", "h-1", "昨天"), "日期“昨天”无效"),
    Wrong("bad word", ("household", "tag", "h-1", "p-1", "长寿"), "“需求”不能是“长寿”"),
    Wrong(
        "bad amount", ("household", "income", "h", "2024", "--item", "慰问金=一百"), "金额“一百”"
    ),
    Wrong("bad role", ("household", "get", "h", "--role", "king"), "没有角色 king，可选：clerk、"),
    Wrong("no file", ("roster", "import", "none.csv"), "没有文件 none.csv"),
    Wrong("no reason", ("household", "award", "h", "2024", "--revoke"), "须用 --reason"),
)


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case.id)
def test_a_wrong_command_line_is_told_in_chinese(ctl: Ctl, case: Wrong) -> None:
    ran = ctl(*case.argv)
    assert case.told in ran.err
    assert ran.code == Exit.USAGE


def test_an_answer_is_shown_as_a_table(asking: Ctl, registry: FakeSite) -> None:
    registry.on("GetHousehold", lambda _: pb.GetHouseholdResponse(household=a_household()))
    ran = asking("household", "get", "h-1")
    assert ran.code == Exit.OK
    for told in ("双乳镇江河村", "三组 / 0007", "张*", "另有 1 项须授权查看", "32,000.50"):
        assert told in ran.out


def test_with_json_an_answer_is_protobufs_json(asking: Ctl, registry: FakeSite) -> None:
    registry.on("GetHousehold", lambda _: pb.GetHouseholdResponse(household=a_household()))
    ran = asking("household", "get", "h-1", "--json")
    assert ran.json["number"] == "0007"
    assert ran.json["members"][0]["relation"] == "RELATION_HEAD"


def test_the_token_goes_along(asking: Ctl, registry: FakeSite) -> None:
    registry.on("GetHousehold", lambda _: pb.GetHouseholdResponse(household=a_household()))
    asking("household", "get", "h-1")
    assert registry.tokens == ["a-token"]
