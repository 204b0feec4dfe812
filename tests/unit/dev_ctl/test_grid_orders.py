"""What each order about grids sends, from what a person typed."""

from __future__ import annotations

import pytest
from gov321.grid.v1 import (
    care_service_pb2,
    grid_service_pb2,
    line_service_pb2,
    plan_service_pb2,
    run_service_pb2,
)

from tests.support.fake_site_service import FakeSite

from .conftest import Ctl
from .grid_samples import (
    FIRST,
    LEAF,
    a_care,
    a_grid,
    a_plan,
    a_posting,
    a_run,
)
from .samples import VILLAGE
from .typed import Typed, day, typed_and_sent

ON = day(2026, 3, 4)
CARE = care_service_pb2
LINE = line_service_pb2
PLAN = plan_service_pb2
RUN = run_service_pb2

ORDERS = (
    Typed(
        "exempt",
        f"exempt {LEAF} --reason 山大沟深 --revision 7",
        "ExemptGrid",
        {"grid": LEAF, "reason": "山大沟深", "revision": "7"},
        grid_service_pb2.ExemptGridResponse(grid=a_grid()),
    ),
    Typed(
        "republish",
        f"republish --division {VILLAGE}",
        "RepublishGrids",
        {"division": VILLAGE},
        grid_service_pb2.RepublishGridsResponse(records=9),
    ),
    Typed(
        "draft a plan",
        f"plan draft {VILLAGE} --kind 合并 --grid {LEAF} --grid {VILLAGE}-01-03 --weigh",
        "DraftPlan",
        {
            "village": VILLAGE,
            "kind": "KIND_MERGE",
            "grids": [LEAF, f"{VILLAGE}-01-03"],
            "weigh_colours": True,
        },
        PLAN.DraftPlanResponse(plan=a_plan()),
    ),
    Typed(
        "draft a move",
        f"plan draft {VILLAGE} --kind 移户 --grid {LEAF} --household h-1 --household h-2",
        "DraftPlan",
        {
            "village": VILLAGE,
            "kind": "KIND_MOVE",
            "grids": [LEAF],
            "household_ids": ["h-1", "h-2"],
        },
        PLAN.DraftPlanResponse(plan=a_plan()),
    ),
    Typed(
        "draft a split",
        f"plan draft {VILLAGE} --kind 拆分 --group 一组 --grid {LEAF} --parts 3",
        "DraftPlan",
        {"village": VILLAGE, "kind": "KIND_SPLIT", "group": "一组", "grids": [LEAF], "parts": 3},
        PLAN.DraftPlanResponse(plan=a_plan()),
    ),
    Typed(
        "apply a plan",
        "plan apply plan-1",
        "ApplyPlan",
        {"plan_id": "plan-1"},
        PLAN.ApplyPlanResponse(plan=a_plan(households_behind=3)),
    ),
    Typed(
        "undo a plan",
        "plan undo plan-1",
        "UndoPlan",
        {"plan_id": "plan-1"},
        PLAN.UndoPlanResponse(plan=a_plan()),
    ),
    Typed(
        "take a post",
        f"post take {VILLAGE} p-1 组长 --name 张甲寅 --household h-1 --term 2028-12-31 "
        "--date 2026-03-04",
        "TakePost",
        {
            "village": VILLAGE,
            "person_id": "p-1",
            "name": "张甲寅",
            "post": "POST_GROUP_HEAD",
            "since": ON,
            "term_end": day(2028, 12, 31),
            "household_id": "h-1",
        },
        LINE.TakePostResponse(posting=a_posting()),
    ),
    Typed(
        "leave a post",
        f"post leave {VILLAGE} p-1 组长 --why 去世 --date 2026-03-04",
        "LeavePost",
        {
            "village": VILLAGE,
            "person_id": "p-1",
            "post": "POST_GROUP_HEAD",
            "on": ON,
            "reason": "END_REASON_DIED",
        },
        LINE.LeavePostResponse(posting=a_posting()),
    ),
    Typed(
        "appoint",
        f"leader appoint {LEAF} p-1 --date 2026-03-04",
        "AppointLeader",
        {"grid": LEAF, "person_id": "p-1", "since": ON},
        LINE.AppointLeaderResponse(grid=a_grid()),
    ),
    Typed(
        "release",
        f"leader release {LEAF} --date 2026-03-04",
        "ReleaseLeader",
        {"grid": LEAF, "on": ON, "reason": "END_REASON_RESIGNED"},
        LINE.ReleaseLeaderResponse(grid=a_grid()),
    ),
    Typed(
        "assign",
        "contact assign h-1 代表 p-1 --named --date 2026-03-04",
        "AssignContact",
        {
            "household_id": "h-1",
            "line": "LINE_DEPUTY",
            "person_id": "p-1",
            "named": True,
            "since": ON,
        },
        LINE.AssignContactResponse(care=a_care(), warnings=["超过上限"]),
    ),
    Typed(
        "end",
        "contact end h-1 党员 --date 2026-03-04",
        "EndContact",
        {"household_id": "h-1", "line": "LINE_PARTY", "on": ON, "reason": "END_REASON_REPLACED"},
        LINE.EndContactResponse(care=a_care()),
    ),
    Typed(
        "by grid",
        f"contact by-grid --division {VILLAGE}",
        "AssignContactsByGrid",
        {"division": VILLAGE},
        LINE.AssignContactsByGridResponse(assigned=5, named=2, left=1),
    ),
    Typed(
        "record a session",
        f"session record {VILLAGE} 接待日 p-1 --attendance 7 --matters 2 --date 2026-03-04",
        "RecordSession",
        {
            "village": VILLAGE,
            "kind": "SESSION_KIND_RECEPTION_DAY",
            "on": ON,
            "deputy_id": "p-1",
            "attendance": 7,
            "matters": 2,
        },
        LINE.RecordSessionResponse(session=LINE.ScheduledSession(day=FIRST, held=True)),
    ),
    Typed(
        "confirm",
        "care confirm h-1 --revision 4",
        "ConfirmColour",
        {"household_id": "h-1", "revision": "4"},
        CARE.ConfirmColourResponse(care=a_care()),
    ),
    Typed(
        "override",
        "care override h-1 黄 --reason 村集体评议 --expires 2026-12-31",
        "OverrideColour",
        {
            "household_id": "h-1",
            "colour": "COLOUR_YELLOW",
            "reason": "村集体评议",
            "expires": day(2026, 12, 31),
        },
        CARE.OverrideColourResponse(care=a_care()),
    ),
    Typed(
        "end an override",
        "care end-override h-1",
        "EndOverride",
        {"household_id": "h-1"},
        CARE.EndOverrideResponse(care=a_care()),
    ),
    Typed(
        "refuse",
        "care refuse h-1 --note 不同意",
        "RefuseClassification",
        {"household_id": "h-1", "refused": True, "note": "不同意"},
        CARE.RefuseClassificationResponse(care=a_care(refused=True)),
    ),
    Typed(
        "draft a run",
        f"run draft --division {VILLAGE} --year 2026",
        "DraftRun",
        {"division": VILLAGE, "year": 2026},
        RUN.DraftRunResponse(run=a_run()),
    ),
    Typed(
        "apply a run",
        "run apply run-1",
        "ApplyRun",
        {"run_id": "run-1"},
        RUN.ApplyRunResponse(run=a_run()),
    ),
)


@pytest.mark.parametrize("case", ORDERS, ids=lambda case: case.id)
def test_an_order_sends_what_was_typed(asking: Ctl, registry: FakeSite, case: Typed) -> None:
    assert typed_and_sent(asking, registry, "grid", case, case.answer).out


def test_a_visit_sends_what_was_typed(asking: Ctl, registry: FakeSite) -> None:
    case = Typed(
        "visit",
        "care visit h-1 p-1 --text 看望老人 --kind 接待 --duty 社情民意 --duty 代办事项 "
        "--need 修路 --date 2026-03-04",
        "RecordVisit",
        {
            "household_id": "h-1",
            "kind": "VISIT_KIND_RECEPTION",
            "visitor_id": "p-1",
            "on": ON,
            "duties": ["DUTY_CODE_OPINION", "DUTY_CODE_ERRAND"],
            "text": "看望老人",
            "needs": ["修路"],
        },
    )
    answer = CARE.RecordVisitResponse(care=a_care())
    typed_and_sent(asking, registry, "grid", case, answer, key="visit_id")


def test_the_grid_service_is_named_when_it_is_away(ctl: Ctl) -> None:
    ran = ctl("grid", "show", VILLAGE, "--target", "127.0.0.1:1", "--timeout", "0.5")
    assert (ran.code, "网格服务暂时不可用" in ran.err) == (3, True)


WRONG = {
    "colour": ("care override h-1 蓝 --reason 村集体评议 --expires 2026-12-31", "可选：绿、黄"),
    "day": ("care override h-1 黄 --reason 村集体评议 --expires 明年", "日期“明年”无效"),
    "kind of plan": (f"plan draft {VILLAGE} --kind 打乱", "“调整方式”不能是“打乱”"),
    "post": (f"post take {VILLAGE} p-1 皇帝 --name 张", "“职务”不能是“皇帝”"),
    "line": ("contact end h-1 热线", "“联系线”不能是“热线”"),
    "revision left out": ("care confirm h-1", "缺少 --revision"),
    "duty": ("care visit h-1 p-1 --text 谈 --duty 打牌", "“网格长职责”不能是“打牌”"),
}


@pytest.mark.parametrize(("argv", "told"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_command_line_is_told_in_chinese(ctl: Ctl, argv: str, told: str) -> None:
    ran = ctl("grid", *argv.split())
    assert (ran.code, told in ran.err) == (2, True), ran.err
