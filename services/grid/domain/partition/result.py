"""From labels to a division with its parts, sizes and reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .sizes import scale_of, violation
from .values import Division, Dwelling, Part, SizePolicy, size_reasons


def label_of(number: int) -> str:
    """Return the label of the n-th part: 01, 02, …"""
    return f"{number:02d}"


def numbered(groups: Sequence[Sequence[Dwelling]]) -> dict[str, Sequence[Dwelling]]:
    """Return the groups under labels, by their first household."""
    ordered = sorted(groups, key=lambda group: min(one.id for one in group))
    return {label_of(number): group for number, group in enumerate(ordered, 1)}


def undivided(policy: SizePolicy) -> Division:
    """Return the division of a group in which nobody lives: one part, out of bounds."""
    return as_division({label_of(1): ()}, policy, 0, True, "least violation")


def as_division(
    groups: Mapping[str, Sequence[Dwelling]],
    policy: SizePolicy,
    pieces: int,
    exact: bool,
    method: str,
) -> Division:
    """Return the division; `pieces` is into how many more pieces its parts fall than they are."""
    parts = tuple(_part(label, groups[label], policy) for label in sorted(groups))
    total = sum(violation(len(part.households), part.persons, policy) for part in parts)
    everyone = (one for group in groups.values() for one in group)
    return Division(
        parts=parts,
        legal=total == 0,
        contiguous=pieces == 0,
        violation=total / scale_of(policy).unit,
        exact=exact,
        placeless=tuple(sorted(one.id for one in everyone if one.point is None)),
        method=method,
    )


def _part(label: str, dwellings: Sequence[Dwelling], policy: SizePolicy) -> Part:
    persons = sum(one.persons for one in dwellings)
    return Part(
        label=label,
        households=tuple(sorted(one.id for one in dwellings)),
        persons=persons,
        reasons=size_reasons(len(dwellings), persons, policy),
    )
