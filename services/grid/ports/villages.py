"""Where the grids of villages are kept, and the plans that change them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from kit.authz import Range
from kit.commit import Decision, Request, Versioned
from kit.model.division import DivisionCode
from services.grid.domain.plan import Plan
from services.grid.domain.village import Village

WHAT = "村网格"
"""What a village is called where there is none."""

Decide = Callable[[Village], Decision[Village]]
"""A change of one village: pure, may be called again on a newer state."""


class VillageQueries(Protocol):
    """Reading villages: at the custodian its own, elsewhere the copy."""

    async def get(self, village: DivisionCode) -> Versioned[Village] | None:
        """Return a village, None while the registry told of nobody there."""
        ...

    async def page(
        self, ranges: Sequence[Range], after: str, limit: int
    ) -> list[Versioned[Village]]:
        """Return villages of the ranges by code, starting after a code."""
        ...


class Villages(VillageQueries, Protocol):
    """Villages this site may write."""

    async def create(self, village: Village) -> None:
        """Create a village; does nothing when it is there."""
        ...

    async def change(
        self,
        village: DivisionCode,
        decide: Decide,
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """Change a village and return the decision's result, or that of the first try.

        Raises:
            NotFound, StaleRevision, RequestReused, TooMuchContention.
        """
        ...

    async def change_many(
        self,
        villages: Sequence[DivisionCode],
        decide: Callable[[Mapping[str, Village]], Mapping[str, Decision[Village]]],
    ) -> None:
        """Change several villages in one transaction: a household moves from one to the other."""
        ...


class Plans(Protocol):
    """Drafted plans. Whether one is applied is told by the village, not here."""

    async def drafted(self, plan: str, request: Request) -> Plan | None:
        """Return the plan that this request came to before, None for a new one.

        Raises:
            RequestReused: the request id came before with another body.
        """
        ...

    async def keep(self, plan: Plan, request: Request) -> Plan:
        """Keep a new plan; return the one that is there for a repeated request.

        Raises:
            RequestReused: the request id came before with another body.
        """
        ...

    async def get(self, plan: str) -> Plan | None:
        """Return a plan as it was drafted, None when there is none."""
        ...

    async def page(self, ranges: Sequence[Range], after: str, limit: int) -> list[Plan]:
        """Return plans, newest first, after the `position` of an earlier one."""
        ...
