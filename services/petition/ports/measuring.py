"""Where figures of appeals come from and go to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.petition.domain.measuring import Deed, Matter, Passing, Standing


class OpenPetitions(Protocol):
    """What stands open at this site, counted anew at every call."""

    async def standing(self, now: datetime) -> list[Standing]:
        """Return the open appeals in this site's custody, by sort."""
        ...

    async def passing(self, now: datetime) -> Passing:
        """Return the handoffs of this site that are on their way."""
        ...


class PetitionMeters(Protocol):
    """The figures somebody looks at."""

    def show(self, standing: Sequence[Standing], passing: Passing) -> None:
        """Show what stands open now, and nothing of before."""
        ...

    def hide(self) -> None:
        """Show nothing: another replica shows it."""
        ...

    def done(self, matter: Matter, deed: Deed) -> None:
        """Count something that was done."""
        ...
