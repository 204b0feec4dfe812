"""A roster applied twice changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.registry.domain.household import Household
from services.registry.domain.invariants import check
from services.registry.domain.roster_entry import RosterHousehold
from services.registry.domain.roster_update import apply_roster
from tests.support.rosters import ENTRIES, NEXT


@settings(max_examples=300)
@given(st.lists(ENTRIES, min_size=1, max_size=4))
def test_a_roster_applied_twice_changes_nothing(entries: list[RosterHousehold]) -> None:
    household: Household | None = None
    for n, entry in enumerate(entries):
        day = NEXT + timedelta(days=n * 20)
        named = replace(entry, content_hash=bytes([2 * n]))
        household, _ = apply_roster(household, named, day)
        assert check(household) == ()
        stated = {(row.id_number, row.relation) for row in entry.people}
        assert {(m.person.id_number, m.relation) for m in household.live_members} == stated
        for content_hash in (named.content_hash, bytes([2 * n + 1])):
            same = replace(entry, content_hash=content_hash)
            assert apply_roster(household, same, day) == (household, ())
