"""Messages a grid service could answer with."""

from __future__ import annotations

from gov321.common.v1.date_pb2 import Date
from gov321.grid.v1 import care_pb2, grid_pb2, grid_service_pb2, plan_service_pb2, run_service_pb2

from .samples import VILLAGE

LEAF = f"{VILLAGE}-01-02"
FIRST = Date(year=2026, month=3, day=1)


def a_grid(**fields: object) -> grid_pb2.Grid:
    """Return a leaf of 36 households with a leader; fields given replace the usual ones."""
    usual = grid_pb2.Grid(
        code=LEAF,
        level=3,
        name="一组第2网格",
        group="一组",
        leaf=True,
        households=36,
        registered=110,
        present=80,
        size_reasons=[grid_pb2.SIZE_REASON_TOO_MANY_HOUSEHOLDS],
        leader=grid_pb2.Leader(person_id="p-1", name="张甲寅", since=FIRST),
        since=FIRST,
    )
    usual.MergeFrom(grid_pb2.Grid(**fields))  # pyright: ignore[reportArgumentType]
    return usual


def a_posting() -> grid_pb2.Posting:
    """Return somebody in office."""
    return grid_pb2.Posting(
        person_id="p-1", name="张甲寅", post=grid_pb2.POST_GROUP_HEAD, since=FIRST
    )


def a_village() -> grid_service_pb2.Village:
    """Return a village whose second grid waits for a leader."""
    vacancy = grid_pb2.Vacancy(
        vacancy_id="v-1", grid=LEAF, opened=FIRST, cause=grid_pb2.END_REASON_DIED
    )
    vacant = a_grid()
    vacant.ClearField("leader")
    return grid_service_pb2.Village(
        village=VILLAGE,
        revision=7,
        structure=3,
        grids=[a_grid(code=f"{VILLAGE}-01-01"), vacant],
        postings=[a_posting()],
        vacancies=[vacancy],
    )


def a_care(**fields: object) -> care_pb2.HouseholdCare:
    """Return a red household with its contact; fields given replace the usual ones."""
    usual = care_pb2.HouseholdCare(
        household_id="h-1",
        revision=4,
        village=VILLAGE,
        leaf=LEAF,
        live=True,
        colour=care_pb2.COLOUR_RED,
        colour_since=FIRST,
        decided="run",
        need_codes=["left_behind"],
        contacts=[
            care_pb2.Contact(
                line=care_pb2.LINE_PARTY, person_id="p-1", name="张甲寅", named=True, since=FIRST
            )
        ],
        visit_due=Date(year=2026, month=4, day=1),
        visit_overdue=True,
        visitor_id="p-1",
        explanation=care_pb2.Explanation(
            colour=care_pb2.COLOUR_RED, year=2026, reasons=["户内有三留守人员。"], on=FIRST
        ),
    )
    usual.MergeFrom(care_pb2.HouseholdCare(**fields))  # pyright: ignore[reportArgumentType]
    return usual


def an_undecided_care() -> care_pb2.HouseholdCare:
    """Return a household the rules decide nothing about."""
    pending = care_pb2.COLOUR_PENDING
    why = care_pb2.Explanation(colour=pending, suggested=care_pb2.COLOUR_YELLOW, on=FIRST)
    return care_pb2.HouseholdCare(
        household_id="h-2",
        revision=1,
        village=VILLAGE,
        leaf=LEAF,
        live=True,
        proposal=pending,
        explanation=why,
        contact_vacancy_id="v-2",
    )


def a_plan(**fields: object) -> plan_service_pb2.Plan:
    """Return a drafted plan that moves one household; fields given replace the usual ones."""
    plan = plan_service_pb2
    usual = plan.Plan(
        plan_id="plan-1",
        village=VILLAGE,
        kind=plan.Plan.KIND_MERGE,
        status=plan.Plan.STATUS_DRAFTED,
        structure=3,
        drafted_by="clerk",
        grids=[plan.PlannedGrid(code=LEAF, name="一组第2网格", households=25, persons=90)],
        ended_grids=[f"{VILLAGE}-01-03"],
        moves=[plan.PlannedMove(household_id="h-1", before=f"{VILLAGE}-01-03", after=LEAF)],
        groups=[
            plan.GroupOutcome(group="一组", legal=False, violation=0.25, method="as ordered"),
            plan.GroupOutcome(group="二组", legal=True, contiguous=True, method="segments"),
        ],
    )
    usual.MergeFrom(plan.Plan(**fields))  # pyright: ignore[reportArgumentType]
    return usual


def a_run(**fields: object) -> run_service_pb2.ColourRun:
    """Return a yearly run; fields given replace the usual ones."""
    usual = run_service_pb2.ColourRun(
        run_id="run-1",
        division=VILLAGE,
        year=2026,
        status=run_service_pb2.ColourRun.STATUS_DRAFTED,
        households=30,
        changed=20,
        held_back=10,
        colours={"green": 8, "pending": 10},
    )
    usual.MergeFrom(run_service_pb2.ColourRun(**fields))  # pyright: ignore[reportArgumentType]
    return usual


def statistics(division: str, **fields: int) -> grid_service_pb2.GridStatistics:
    """Return the counts of a town; fields given replace the usual ones."""
    usual = grid_service_pb2.GridStatistics(
        division=division,
        households=7,
        persons=21,
        second_level=2,
        third_level=3,
        leaves=4,
        leaves_in_bounds=3,
        vacant_leaders=1,
        colours={"green": 4, "red": 2, "none": 1},
        proposals=1,
        red_without_contact=1,
        visits_overdue=1,
    )
    usual.MergeFrom(grid_service_pb2.GridStatistics(**fields))  # pyright: ignore[reportArgumentType]
    return usual
