"""A household's care that lives through orders and events of all sorts, decoded from bytes.

Every step takes four bytes: what, which, who, and how many days go by. Refusals are part of life;
anything else that goes wrong is a bug.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from kit.model.errors import Refusal
from services.grid.domain import contacting, deciding, following, opening, running, visiting
from services.grid.domain.assessing import assess
from services.grid.domain.care import HouseholdCare
from services.grid.domain.colour.values import Colour
from services.grid.domain.contact import Contact
from services.grid.domain.contacting import AssignContact, EndContact
from services.grid.domain.deciding import OverrideColour
from services.grid.domain.events import CareEvent
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import PersonId
from services.grid.domain.lines import EndReason, Leadership, Line, Post, Posting
from services.grid.domain.policy import DEFAULT_GRID_POLICY
from services.grid.domain.settling import CareOutcome, settled
from tests.support.grid_builders import JIANGHE, YUHE, a_known
from tests.support.grid_cares import a_run, a_visit, says

START = date(2024, 1, 31)
STEP_BYTES = 4
_POLICY = DEFAULT_GRID_POLICY
_PEOPLE = tuple(PersonId(f"person-{n}") for n in range(4))
_COLOURS = (Colour.RED, Colour.RED, Colour.YELLOW, Colour.GREEN, Colour.PENDING)
_LINES = tuple(Line)
_REASONS = tuple(EndReason)
_LEAVES = tuple(
    GridCode(f"{village}-{rest}") for village in (JIANGHE, YUHE) for rest in ("01", "01-01", "02")
)


class CareWalk:
    """One care; `today` moves on with every step, `refused` counts what was refused."""

    def __init__(self) -> None:
        self.care, _ = opening.open_care(a_known("h1"), _LEAVES[0], 1)
        self.today = START
        self.refused = 0
        self._structure = 1
        self._steps: tuple[Callable[[int, int], CareOutcome], ...] = (
            self._assess,
            self._assess,
            self._confirm,
            self._confirm,
            self._override,
            self._end_override,
            self._expire,
            self._assign,
            self._assign,
            self._end_contact,
            self._gone,
            self._lost,
            self._visit,
            self._visit,
            self._move,
            self._run,
            self._refuse,
            self._replan,
            self._close,
        )

    def live_through(
        self, story: bytes
    ) -> Iterator[tuple[HouseholdCare, HouseholdCare, tuple[CareEvent, ...]]]:
        """Yield the care before and after each step and what happened, refused steps too."""
        for at in range(0, len(story) - STEP_BYTES + 1, STEP_BYTES):
            what, which, who, days = story[at : at + STEP_BYTES]
            self.today += timedelta(days=max(0, days % 96 - 48))
            before, happened = self.care, ()
            try:
                self.care, happened = self._steps[what % len(self._steps)](which, who)
            except Refusal:
                self.refused += 1
            yield before, self.care, happened

    def _assess(self, which: int, who: int) -> CareOutcome:
        colour = _COLOURS[which % len(_COLOURS)]
        suggested = Colour.YELLOW if colour is Colour.PENDING and who % 2 else None
        said = says(colour, suggested, inputs=str(who % 3), year=self.today.year, on=self.today)
        return assess(self.care, said, _POLICY, self.today)

    def _confirm(self, which: int, who: int) -> CareOutcome:
        return deciding.confirm(self.care, f"reviewer-{which % 2}", _POLICY, self.today)

    def _override(self, which: int, who: int) -> CareOutcome:
        expires = self.today + timedelta(days=who * 2 - 20)
        colour = _COLOURS[which % len(_COLOURS)]
        order = OverrideColour(colour, "村里评议" * (which % 3), "reviewer", expires)
        return deciding.override(self.care, order, _POLICY, self.today)

    def _end_override(self, which: int, who: int) -> CareOutcome:
        return deciding.end_override(self.care, _POLICY, self.today)

    def _expire(self, which: int, who: int) -> CareOutcome:
        return deciding.expire(self.care, _POLICY, self.today)

    def _assign(self, which: int, who: int) -> CareOutcome:
        since = self.today - timedelta(days=which // 16 - 1)
        person = _PEOPLE[who % len(_PEOPLE)]
        order = AssignContact(_LINES[which % 3], person, "某人", since, named=bool(who & 4))
        return contacting.assign(self.care, order, _POLICY, self.today)

    def _end_contact(self, which: int, who: int) -> CareOutcome:
        on = self.today - timedelta(days=who // 16 - 1)
        order = EndContact(_LINES[which % 3], on, _REASONS[who % len(_REASONS)])
        return contacting.end(self.care, order, _POLICY, self.today)

    def _gone(self, which: int, who: int) -> CareOutcome:
        gone = _PEOPLE[who % len(_PEOPLE)]

        def reason(contact: Contact) -> EndReason | None:
            return EndReason.DIED if contact.person == gone else None

        return following.without_contacts(self.care, reason, _POLICY, self.today)

    def _lost(self, which: int, who: int) -> CareOutcome:
        """Somebody gives up what they keep contact by on one line."""
        person, line = _PEOPLE[who % len(_PEOPLE)], _LINES[which % 3]

        def reason(contact: Contact) -> EndReason | None:
            given_up = (contact.person, contact.line) == (person, line)
            return EndReason.TERM_OVER if given_up else None

        return following.without_contacts(self.care, reason, _POLICY, self.today)

    def _visit(self, which: int, who: int) -> CareOutcome:
        visitor = _PEOPLE[who % len(_PEOPLE)]
        on = self.today - timedelta(days=which // 8 - 1)
        needs = ("修水渠",) * (which % 12)
        leads = Leadership(self.care.leaf, _PEOPLE[0], START)
        visit = a_visit(f"visit-{which}", on, visitor, needs)
        return visiting.record(self.care, visit, (leads,), _POLICY, self.today)

    def _move(self, which: int, who: int) -> CareOutcome:
        leader = None
        if who % 3:
            leader = Posting(_PEOPLE[who % 4], "某人", Post.CORE_HOUSEHOLDER, START)
        self._structure += which % 2
        leaf = _LEAVES[which % len(_LEAVES)]
        return following.follow(self.care, leaf, self._structure, leader, _POLICY, self.today)

    def _run(self, which: int, who: int) -> CareOutcome:
        change = running.change_of(self.care, self.today.year)
        if change is None:
            return self.care, ()
        run = running.started(a_run(year=self.today.year), "reviewer")
        return running.apply_change(self.care, change, run, _POLICY, self.today)

    def _refuse(self, which: int, who: int) -> CareOutcome:
        if which % 2:
            return deciding.accept_classification(self.care)
        return deciding.refuse_classification(self.care, "不同意", self.today)

    def _replan(self, which: int, who: int) -> CareOutcome:
        return settled(self.care, (), _POLICY, self.today)

    def _close(self, which: int, who: int) -> CareOutcome:
        """One in eight ends; one that has ended comes back."""
        if not self.care.live:
            return opening.reopen(self.care, self.care.leaf, self._structure)
        return opening.close_care(self.care, self.today) if which % 8 == 0 else (self.care, ())
