"""What each command about appeals sends, and how its answer is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from gov321.petition.v1 import petition_service_pb2 as pb

from tests.support.fake_site_service import FakeSite

from .conftest import Ctl
from .petition_samples import NUMBER, TOWN, a_progress, an_appeal
from .samples import VILLAGE
from .typed import Typed, typed_and_sent


def step(
    name: str, argv: str, method: str, answer: Any, sent: dict[str, Any] | None = None
) -> Typed:
    """Return a step of the appeal q-1."""
    response = answer(petition=an_appeal())
    return Typed(
        name, f"{name} q-1 {argv}", method, {"petition_id": "q-1", **(sent or {})}, response
    )


ORDERS = (
    Typed(
        "submit",
        f"submit {VILLAGE} --text 河边垃圾 --title 清运 --category E06 --urgency 紧急 "
        "--source 电话 --who 姓名=周明月,电话=13900000417,公开程度=保密",
        "SubmitPetition",
        {
            "center": VILLAGE,
            "place": VILLAGE,
            "category": "E06",
            "matter": "MATTER_TYPE_HELP",
            "source": "SOURCE_PHONE",
            "channel": "CHANNEL_ORDINARY",
            "urgency": "URGENCY_U2",
            "title": "清运",
            "text": "河边垃圾",
            "petitioners": [
                {
                    "disclosure": "DISCLOSURE_CONFIDENTIAL",
                    "name": "周明月",
                    "phone": "13900000417",
                }
            ],
        },
        pb.SubmitPetitionResponse(
            petition=an_appeal(), receipts=[pb.Receipt(number=NUMBER, query_code="12345678")]
        ),
    ),
    Typed(
        "rate",
        f"rate {NUMBER} 12345678 基本满意 --note 还行",
        "RatePetition",
        {"number": NUMBER, "query_code": "12345678", "rating": "RATING_FAIRLY", "note": "还行"},
        pb.RatePetitionResponse(progress=a_progress()),
    ),
    step(
        "accept",
        "--category E06 --urgency 特急 --channel 信访 --note 已核 --revision 3",
        "AcceptPetition",
        pb.AcceptPetitionResponse,
        {
            "revision": "3",
            "category": "E06",
            "urgency": "URGENCY_U1",
            "channel": "CHANNEL_PETITION_LAW",
            "note": "已核",
        },
    ),
    step(
        "assign",
        "--to water --helper ecology --helper health",
        "AssignPetition",
        pb.AssignPetitionResponse,
        {"unit": "water", "helpers": ["ecology", "health"]},
    ),
    step("contact", "", "ContactPetitioner", pb.ContactPetitionerResponse),
    step(
        "return",
        "--note 非本单位",
        "ReturnPetition",
        pb.ReturnPetitionResponse,
        {"note": "非本单位"},
    ),
    step(
        "transfer",
        f"{TOWN} --note 村里清不动",
        "TransferPetition",
        pb.TransferPetitionResponse,
        {"to_center": TOWN, "note": "村里清不动"},
    ),
    step(
        "extend",
        "5 --note 汛期",
        "ExtendPetition",
        pb.ExtendPetitionResponse,
        {"days": 5, "note": "汛期"},
    ),
    step(
        "pause", "--note 待补材料", "PausePetition", pb.PausePetitionResponse, {"note": "待补材料"}
    ),
    step("resume", "", "ResumePetition", pb.ResumePetitionResponse),
    step("reply", "--text 已清运", "ReplyPetition", pb.ReplyPetitionResponse, {"reply": "已清运"}),
    step("confirm", "", "ConfirmPetition", pb.ConfirmPetitionResponse),
    step("close", "", "ClosePetition", pb.ClosePetitionResponse),
    step(
        "reopen", "--note 又有了", "ReopenPetition", pb.ReopenPetitionResponse, {"note": "又有了"}
    ),
)


@pytest.mark.parametrize("case", ORDERS, ids=lambda case: case.id)
def test_an_order_sends_what_was_typed_and_shows_what_came_of_it(
    asking: Ctl, registry: FakeSite, case: Typed
) -> None:
    assert NUMBER in typed_and_sent(asking, registry, "petition", case, case.answer).out


@dataclass(frozen=True)
class Asked:
    """A question, the method it calls, the answer, and what a person is told of it."""

    id: str
    argv: str
    method: str
    answer: Any
    told: tuple[str, ...]


QUESTIONS = (
    Asked(
        "get",
        "get q-1",
        "GetPetition",
        pb.GetPetitionResponse(petition=an_appeal(reply="已清运", route="法院")),
        (
            "双乳镇（移交途中）",
            "周*月",
            "满意",
            "移交",
            "村里清不动",
            "办结",
            "超期",
            "已清运",
            "法院",
        ),
    ),
    Asked(
        "list",
        f"list --division {VILLAGE} --state 已受理 --overdue",
        "ListPetitions",
        pb.ListPetitionsResponse(petitions=[an_appeal()]),
        (NUMBER, "河边垃圾", "一般", "已受理", "双乳镇"),
    ),
    Asked(
        "progress",
        f"progress {NUMBER} 12345678",
        "QueryProgress",
        pb.QueryProgressResponse(progress=a_progress()),
        (NUMBER, "已答复", "镇", "水利局", "垃圾已清运。"),
    ),
    Asked(
        "statistics",
        "statistics --division 610921000000",
        "GetPetitionStatistics",
        pb.GetPetitionStatisticsResponse(
            divisions=[
                pb.PetitionStatistics(
                    division=TOWN, received=41, closed=37, solved_at_tier={"village": 29}
                )
            ]
        ),
        ("双乳镇", "41", "37", "29"),
    ),
    Asked(
        "reveal",
        "reveal q-1 p-1 --purpose PETITION --reason 回访诉求人",
        "RevealPetitioner",
        pb.RevealPetitionerResponse(name="周明月", phone="13900000417"),
        ("周明月 13900000417",),
    ),
)


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda case: case.id)
def test_an_answer_is_shown_in_chinese_and_as_one_document(
    asking: Ctl, registry: FakeSite, case: Asked
) -> None:
    registry.on(case.method, lambda _: case.answer)
    ran = asking("petition", *case.argv.split())
    assert ran.code == 0, ran.err
    assert [text for text in case.told if text not in ran.out] == []
    assert asking("petition", *case.argv.split(), "--json").json


def test_nobody_named_is_an_anonymous_petitioner(asking: Ctl, registry: FakeSite) -> None:
    registry.on("SubmitPetition", lambda _: pb.SubmitPetitionResponse(petition=an_appeal()))
    assert asking("petition", "submit", VILLAGE, "--text", "河边垃圾").code == 0
    [sent] = registry.requests("SubmitPetition")
    [one] = sent.petitioners
    assert (one.disclosure, one.name) == (3, "")


WRONG = {
    "rating": (f"rate {NUMBER} 12345678 很好", "“评价”不能是“很好”"),
    "state": (f"list --division {VILLAGE} --state 忘记了", "“状态”不能是“忘记了”"),
    "petitioner": (f"submit {VILLAGE} --text 甲 --who 身高=180", "没有“身高”这一项"),
    "reason left out": ("return q-1", "缺少 --note"),
}


@pytest.mark.parametrize(("argv", "told"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_command_line_is_told_in_chinese(ctl: Ctl, argv: str, told: str) -> None:
    ran = ctl("petition", *argv.split())
    assert (ran.code, told in ran.err) == (2, True), ran.err
