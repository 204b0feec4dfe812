"""Households of the registry find their leaf: they come, go, change their group or their size.

`structure` grows when a household or a grid comes, goes or moves; a birth changes only sizes, so a
plan that waits for its reviewer does not go stale by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .events import HouseholdsPlaced, Outcome
from .founding import with_groups
from .grid import GridCode
from .ids import HouseholdId
from .known import KnownHousehold
from .leading import after_structure_change
from .structure import group_grid, structure_of, with_grids
from .village import Membership, Village

Nearest = Callable[[KnownHousehold], GridCode | None]
"""The leaf of the nearest neighbours of a household; None when nobody knows."""


def nobody_near(_: KnownHousehold) -> GridCode | None:
    """Know no neighbours."""
    return None


def place(
    village: Village,
    known: Sequence[KnownHousehold],
    today: date,
    nearest: Nearest = nobody_near,
) -> Outcome:
    """Return the village with these households in their leaves, and those that are gone taken out.

    A record that was seen, or is older than what was seen, changes nothing; of several records of
    one household the newest counts. A household that left is forgotten with what was seen of it:
    give the newest known copies. Where only `seen` moves on nothing is told, for nobody else
    decides on it.

    Raises:
        GridNumbersUsedUp: a new group, and the village had 99.
    """
    newer = _newer(village, known)
    coming = [one for one in newer if _lives_here(village, one)]
    gone = {one.id for one in newer if not _lives_here(village, one)} & village.members.keys()
    grouped = _with_their_groups(village, coming, today)
    members = {id: one for id, one in village.members.items() if id not in gone}
    placing = _Placing(grouped, members, nearest)
    for household in coming:
        placing.put(household, today)
    changed = _changed(village.members, members)
    if not changed:
        return replace(village, members=members) if newer else village, ()
    settled = _without_empty_groups(replace(grouped, members=members), village, today)
    return _told(village, settled, changed, today)


def recounted(
    village: Village, known: Mapping[HouseholdId, KnownHousehold], today: date
) -> Outcome:
    """Return the village with the sizes of a day: somebody comes home without anybody telling."""
    members = {
        id: _counted(one, known[id], today) if id in known else one
        for id, one in village.members.items()
    }
    changed = _changed(village.members, members)
    if not changed:
        return village, ()
    return _told(village, replace(village, members=members), changed, today)


def _counted(member: Membership, household: KnownHousehold, today: date) -> Membership:
    return replace(
        member,
        registered=household.registered_on(today),
        present=household.present_on(today),
    )


def _told(before: Village, after: Village, changed: Iterable[HouseholdId], today: date) -> Outcome:
    leaves = {id: _leaf(after.members.get(id)) for id in sorted(changed)}
    moved = any(_leaf(before.members.get(id)) != leaf for id, leaf in leaves.items())
    if not moved:
        return after, (HouseholdsPlaced(leaves),)
    counted = replace(after, structure=before.structure + 1)
    led, happened = after_structure_change(counted, today)
    return led, (HouseholdsPlaced(leaves), *happened)


@dataclass
class _Placing:
    """The members while they are placed, in the order of the records."""

    village: Village
    members: dict[HouseholdId, Membership]
    nearest: Nearest

    def __post_init__(self) -> None:
        self._structure = structure_of(self.village)
        self._sizes = dict.fromkeys(self._structure.leaves, 0)
        for member in self.members.values():
            self._sizes[member.leaf] += 1

    def put(self, household: KnownHousehold, today: date) -> None:
        """Place one household, or take over what is new about it."""
        present = self.members.get(household.id)
        group = self._structure.groups[household.group]
        stays = present is not None and group_grid(present.leaf) == group
        leaf = present.leaf if present is not None and stays else self._leaf_in(group, household)
        if present is not None:
            self._sizes[present.leaf] -= 1
        self._sizes[leaf] += 1
        self.members[household.id] = Membership(
            leaf=leaf,
            registered=household.registered_on(today),
            present=household.present_on(today),
            seen=household.revision,
            placeless=household.point is None,
        )

    def _leaf_in(self, group: GridCode, household: KnownHousehold) -> GridCode:
        """Return the leaf of the nearest neighbours, else the one with the fewest households."""
        leaves = self._structure.leaves_of(group)
        near = self.nearest(household) if len(leaves) > 1 else None
        if near is not None and near in leaves:
            return near
        return min(leaves, key=lambda leaf: (self._sizes[leaf], leaf))


def _newer(village: Village, known: Sequence[KnownHousehold]) -> list[KnownHousehold]:
    """The newest record of each household, if it is newer than what was seen, by id."""
    newest: dict[HouseholdId, KnownHousehold] = {}
    for one in known:
        other = newest.get(one.id)
        if other is None or one.revision > other.revision:
            newest[one.id] = one
    seen = village.members
    return [
        newest[id] for id in sorted(newest) if id not in seen or newest[id].revision > seen[id].seen
    ]


def _lives_here(village: Village, household: KnownHousehold) -> bool:
    return household.live and household.village == village.code


def _with_their_groups(village: Village, coming: Sequence[KnownHousehold], today: date) -> Village:
    known = structure_of(village).groups
    return with_groups(village, sorted({one.group for one in coming} - known.keys()), today)


def _changed(
    before: Mapping[HouseholdId, Membership], after: Mapping[HouseholdId, Membership]
) -> list[HouseholdId]:
    """Who came, went, moved or changed its size; a newer revision alone is no change."""
    return [
        id
        for id in before.keys() | after.keys()
        if _what_counts(before.get(id)) != _what_counts(after.get(id))
    ]


def _what_counts(member: Membership | None) -> tuple[object, ...] | None:
    if member is None:
        return None
    return member.leaf, member.registered, member.present, member.placeless


def _without_empty_groups(village: Village, before: Village, today: date) -> Village:
    """End the grids of groups whose last household has just left."""
    had = {group_grid(member.leaf) for member in before.members.values()}
    have = {group_grid(member.leaf) for member in village.members.values()}
    empty = had - have
    structure = structure_of(village)
    ended = {code for code in structure.live if code in empty or code.parent in empty}
    return with_grids(village, frozenset(ended), (), today)


def _leaf(member: Membership | None) -> GridCode | None:
    return None if member is None else member.leaf
