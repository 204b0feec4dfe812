"""Builders of cares and of what the rules say, in a few words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from services.grid.domain import contacting, deciding, visiting
from services.grid.domain.assessing import assess
from services.grid.domain.care import Assessment, HouseholdCare
from services.grid.domain.care_errors import NothingToConfirm
from services.grid.domain.colour.needs import NeedClass
from services.grid.domain.colour.values import Colour, DataProblem, DataTask, Rule, Verdict
from services.grid.domain.contacting import AssignContact
from services.grid.domain.deciding import OverrideColour
from services.grid.domain.events import CareEvent
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId, PersonId, RunId, VisitId
from services.grid.domain.lines import Line
from services.grid.domain.opening import open_care
from services.grid.domain.policy import DEFAULT_GRID_POLICY
from services.grid.domain.run import ColourRun
from services.grid.domain.settling import CareOutcome
from services.grid.domain.visit import DutyCode, RaisedNeed, Visit, VisitKind
from tests.support.grid_builders import JIANGHE, NOW, TODAY, a_known, leaf

POLICY = DEFAULT_GRID_POLICY
SIGNER = "reviewer-1"
HELPER = PersonId("helper")
OTHER = PersonId("other helper")
LEAF = leaf("01")
YEAR = 2025
SECRET = "甲户因病致困"
"""A reason no helper may read."""


def says(
    colour: Colour,
    suggested: Colour | None = None,
    *,
    inputs: str = "inputs-1",
    year: int = YEAR,
    on: date = TODAY,
    tasks: tuple[DataProblem, ...] = (),
) -> Assessment:
    """Return what the rules say of a household in a year."""
    red = colour is Colour.RED
    verdict = Verdict(
        colour=colour,
        suggested=suggested,
        matched=(Rule.RED_NEED,) if red else (Rule.YELLOW,),
        reasons=(SECRET,),
        data_tasks=tuple(DataTask(problem, 2) for problem in tasks),
        rule_version="1",
        policy_version="default-2021",
    )
    return Assessment(verdict, year, inputs, on, (NeedClass.MENTORED,) if red else ())


def overriding(
    colour: Colour, expires: date = date(2026, 12, 31), reason: str = "村集体评议决定"
) -> OverrideColour:
    """Return the order to decide otherwise than the rules."""
    return OverrideColour(colour, reason, SIGNER, expires)


def a_visit(
    id_: str = "visit",
    on: date = TODAY,
    visitor: PersonId = HELPER,
    needs: tuple[str, ...] = (),
    text: str = "拉家常",
) -> Visit:
    """Return a visit on a day, heard of today."""
    raised = tuple(RaisedNeed(n, need) for n, need in enumerate(needs, 1))
    duties = (DutyCode.OPINION,)
    return Visit(VisitId(id_), VisitKind.VISIT, visitor, on, TODAY, duties, text, raised)


@dataclass(frozen=True)
class CareBuilder:
    """The care of a household in the first group of 江河村; nobody has decided anything yet."""

    care: HouseholdCare
    happened: tuple[CareEvent, ...] = field(default=())
    today: date = TODAY

    def on(self, day: date) -> CareBuilder:
        """Let what follows happen on another day."""
        return replace(self, today=day)

    def in_leaf(self, where: GridCode) -> CareBuilder:
        """Put it into another leaf, and its village, as if it had been there always."""
        return replace(self, care=replace(self.care, leaf=where, village=where.village))

    def assessed(self, assessment: Assessment) -> CareBuilder:
        """Let the rules say something."""
        return self._then(assess(self.care, assessment, POLICY, self.today))

    def confirmed(self) -> CareBuilder:
        """Confirm what the rules say."""
        return self._then(deciding.confirm(self.care, SIGNER, POLICY, self.today))

    def in_force(self, colour: Colour) -> CareBuilder:
        """Bring a colour into force by rules and confirmation."""
        said = self.assessed(says(colour))
        try:
            return said.confirmed()
        except NothingToConfirm:
            return said

    def overridden(self, colour: Colour, expires: date = date(2026, 12, 31)) -> CareBuilder:
        """Decide by hand."""
        order = overriding(colour, expires)
        return self._then(deciding.override(self.care, order, POLICY, self.today))

    def with_contact(
        self,
        person: PersonId = HELPER,
        line: Line = Line.CORE_HOUSEHOLDER,
        *,
        named: bool = False,
        since: date | None = None,
    ) -> CareBuilder:
        """Assign somebody."""
        order = AssignContact(line, person, "测试联系人", since or self.today, named)
        return self._then(contacting.assign(self.care, order, POLICY, self.today))

    def visited(self, visit: Visit) -> CareBuilder:
        """Record a visit."""
        return self._then(visiting.record(self.care, visit, (), POLICY, self.today))

    def refused(self) -> CareBuilder:
        """Let the household refuse the rules."""
        return self._then(deciding.refuse_classification(self.care, "不同意", self.today))

    def build(self) -> HouseholdCare:
        """Return the care."""
        return self.care

    def _then(self, outcome: CareOutcome) -> CareBuilder:
        care, happened = outcome
        return replace(self, care=care, happened=(*self.happened, *happened))


def a_care(household: str = "h1", structure: int = 1) -> CareBuilder:
    """Begin a care: `a_care().in_force(Colour.RED).with_contact(named=True).build()`."""
    care, happened = open_care(a_known(household), LEAF, structure)
    return CareBuilder(care, happened)


def a_run(year: int = YEAR) -> ColourRun:
    """Return a drafted run over 江河村."""
    return ColourRun(
        id=RunId("run"),
        division=JIANGHE,
        year=year,
        drafted_at=NOW,
        drafted_by="clerk-1",
        households=1,
        changed=1,
        held_back=0,
    )


def ids(*households: str) -> list[HouseholdId]:
    """Return household ids."""
    return [HouseholdId(household) for household in households]
