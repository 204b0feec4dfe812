"""Citizen and phone numbers with the right form that belong to nobody, each used once."""

from __future__ import annotations

from datetime import date, timedelta

from services.registry.domain.id_number import check_character

from .figures import PHONE_PREFIX, TEST_COUNTY

_PER_DAY_AND_SEX = 500
_SPREAD = 7_368_787  # prime to 10^8: neighbours get numbers far apart


class Numbers:
    """Hands out numbers; remembers only how many per birthday."""

    def __init__(self) -> None:
        self._given: dict[tuple[date, bool], int] = {}
        self._phones = 0

    def citizen(self, birth: date, *, male: bool) -> tuple[str, date]:
        """Return a number and the day of birth it says: the next day with a number left."""
        while (given := self._given.get((birth, male), 0)) == _PER_DAY_AND_SEX:
            birth -= timedelta(days=1)
        self._given[birth, male] = given + 1
        body = f"{TEST_COUNTY}{birth:%Y%m%d}{given * 2 + male:03d}"
        return body + check_character(body), birth

    def phone(self) -> str:
        """Return a phone number."""
        self._phones += 1
        return f"{PHONE_PREFIX}{self._phones * _SPREAD % 100_000_000:08d}"
