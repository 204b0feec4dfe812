"""How the answers about grids are shown to people and programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from gov321.grid.v1 import (
    care_pb2,
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
    a_village,
    an_undecided_care,
    statistics,
)
from .samples import VILLAGE

CARE = care_service_pb2
LINE = line_service_pb2
PLAN = plan_service_pb2
RUN = run_service_pb2


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
        "village",
        f"show {VILLAGE}",
        "GetVillage",
        grid_service_pb2.GetVillageResponse(village=a_village()),
        ("双乳镇江河村", "一组第2网格", "户数过多", "空缺", "组长", "去世"),
    ),
    Asked(
        "grids",
        f"list --division {VILLAGE} --leaves",
        "ListGrids",
        grid_service_pb2.ListGridsResponse(grids=[a_grid()]),
        (LEAF, "张甲寅"),
    ),
    Asked(
        "households",
        f"households {LEAF}",
        "ListGridHouseholds",
        grid_service_pb2.ListGridHouseholdsResponse(
            households=[
                grid_service_pb2.GridHousehold(household_id="h-1", leaf=LEAF, placeless=True)
            ]
        ),
        ("h-1", "无，按小组归入"),
    ),
    Asked(
        "care",
        "care get h-1",
        "GetCare",
        CARE.GetCareResponse(care=a_care()),
        ("红（2026-03-01 起，年度分类）", "留守", "2026-04-01（已超期）", "户内有三留守人员。"),
    ),
    Asked(
        "undecided care",
        "care get h-2",
        "GetCare",
        CARE.GetCareResponse(care=an_undecided_care()),
        ("规则不能决定，建议黄", "空缺，待确定"),
    ),
    Asked(
        "cares",
        f"care list --division {VILLAGE} --colour 红 --overdue",
        "ListCares",
        CARE.ListCaresResponse(cares=[a_care(), an_undecided_care()]),
        ("2026-04-01（超期）", "未定"),
    ),
    Asked(
        "spells",
        "care spells h-1",
        "ListColourSpells",
        CARE.ListColourSpellsResponse(
            spells=[
                care_pb2.ColourSpell(
                    colour=care_pb2.COLOUR_RED, decided="override", signer="x", reason="村评议"
                )
            ]
        ),
        ("人工确定", "村评议"),
    ),
    Asked(
        "visits",
        "care visits h-1",
        "ListVisits",
        CARE.ListVisitsResponse(
            visits=[
                care_pb2.Visit(
                    kind=care_pb2.VISIT_KIND_VISIT,
                    on=FIRST,
                    duties=[care_pb2.DUTY_CODE_OPINION],
                    needs=["修路"],
                )
            ]
        ),
        ("走访", "社情民意", "修路"),
    ),
    Asked(
        "plan",
        "plan show plan-1",
        "GetPlan",
        PLAN.GetPlanResponse(plan=a_plan(households_behind=3)),
        ("合并 / 已拟定", "按要求划分，偏离 0.25", "顺路分段", "尚未跟上的户", f"{VILLAGE}-01-03"),
    ),
    Asked(
        "plans",
        f"plan list --division {VILLAGE}",
        "ListPlans",
        PLAN.ListPlansResponse(plans=[a_plan()]),
        ("plan-1", "合并"),
    ),
    Asked(
        "vacancies",
        f"vacancies --division {VILLAGE}",
        "ListVacancies",
        LINE.ListVacanciesResponse(
            vacancies=[
                LINE.OpenVacancy(village=VILLAGE, grid=LEAF, vacancy_id="v-1"),
                LINE.OpenVacancy(village=VILLAGE, household_id="h-2", vacancy_id="v-2"),
            ]
        ),
        ("网格长", "连心户联系人"),
    ),
    Asked(
        "posts",
        f"post list --division {VILLAGE} --post 组长",
        "ListPostings",
        LINE.ListPostingsResponse(postings=[a_posting()]),
        ("组长", "张甲寅"),
    ),
    Asked(
        "contacts",
        "contact list p-1",
        "ListContacts",
        LINE.ListContactsResponse(
            contacts=[LINE.PersonContact(household_id="h-1", named=True)],
            red_households=11,
            limit=10,
        ),
        ("h-1", "一对一联系连心户 11 户，上限 10 户"),
    ),
    Asked(
        "schedule",
        f"session list {VILLAGE} --from 2026-03-01 --to 2026-03-31",
        "ListSchedule",
        LINE.ListScheduleResponse(sessions=[LINE.ScheduledSession(day=FIRST, overdue=True)]),
        ("超期未办", "（村里没有代表）"),
    ),
    Asked(
        "run",
        "run show run-1",
        "GetRun",
        RUN.GetRunResponse(run=a_run()),
        ("30，其中变动 20，待人工 10", "绿 放心户"),
    ),
    Asked(
        "changes of a run",
        "run changes run-1",
        "ListRunChanges",
        RUN.ListRunChangesResponse(
            changes=[
                RUN.RunChange(
                    household_id="h-1", village=VILLAGE, after=care_pb2.COLOUR_GREEN, done=True
                )
            ]
        ),
        ("未定", "绿", "是"),
    ),
    Asked(
        "statistics",
        "statistics --division 610921000000",
        "GetGridStatistics",
        grid_service_pb2.GetGridStatisticsResponse(
            divisions=[statistics("610921104000"), statistics("610921100000")]
        ),
        ("双乳镇", "3 / 4", "合计", "6 / 8"),
    ),
)


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda case: case.id)
def test_an_answer_is_shown_in_chinese(asking: Ctl, registry: FakeSite, case: Asked) -> None:
    registry.on(case.method, lambda _: case.answer)
    ran = asking("grid", *case.argv.split())
    assert ran.code == 0, ran.err
    assert [text for text in case.told if text not in ran.out] == []


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda case: case.id)
def test_with_json_an_answer_is_one_document(asking: Ctl, registry: FakeSite, case: Asked) -> None:
    registry.on(case.method, lambda _: case.answer)
    assert asking("grid", *case.argv.split(), "--json").json


def test_the_warning_about_a_helpers_load_is_shown(asking: Ctl, registry: FakeSite) -> None:
    answer = LINE.AssignContactResponse(care=a_care(), warnings=["已超过上限"])
    registry.on("AssignContact", lambda _: answer)
    assert "注意：已超过上限" in asking("grid", "contact", "assign", "h-1", "党员", "p-1").out


@pytest.mark.parametrize(("without", "code"), [(0, 0), (1, 6)])
def test_a_check_that_finds_something_ends_with_its_own_code(
    asking: Ctl, registry: FakeSite, without: int, code: int
) -> None:
    village = grid_service_pb2.VillageCoverage(village=VILLAGE, without_grid=without)
    answer = grid_service_pb2.CheckCoverageResponse(villages=[village])
    registry.on("CheckCoverage", lambda _: answer)
    assert asking("grid", "check", "--division", VILLAGE).code == code


def test_a_grid_inside_the_bounds_may_have_an_exemption(asking: Ctl, registry: FakeSite) -> None:
    grid = a_grid()
    grid.ClearField("size_reasons")
    grid.exemption.reason = "山大沟深"
    registry.on("ListGrids", lambda _: grid_service_pb2.ListGridsResponse(grids=[grid]))
    ran = asking("grid", "list", "--division", VILLAGE)
    assert "合规（例外：山大沟深）" in ran.out
