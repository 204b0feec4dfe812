"""How relations to the head (GB/T 4761) change when another member becomes head."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .household import Member, Relation
from .ids import PersonId
from .sex import Sex

_CHILD = Relation.SON  # stands for son or daughter: the sex decides

_THROUGH: dict[Relation, dict[Relation, Relation]] = {
    Relation.SPOUSE: {
        Relation.HEAD: Relation.SPOUSE,
        Relation.SON: _CHILD,
        Relation.DAUGHTER: _CHILD,
        Relation.GRANDCHILD: Relation.GRANDCHILD,
    },
    Relation.SON: {
        Relation.HEAD: Relation.PARENT,
        Relation.SPOUSE: Relation.PARENT,
        Relation.SON: Relation.SIBLING,
        Relation.DAUGHTER: Relation.SIBLING,
        Relation.PARENT: Relation.GRANDPARENT,
    },
    Relation.PARENT: {
        Relation.HEAD: _CHILD,
        Relation.SIBLING: _CHILD,
        Relation.PARENT: Relation.SPOUSE,
        Relation.SON: Relation.GRANDCHILD,
        Relation.DAUGHTER: Relation.GRANDCHILD,
    },
    Relation.SIBLING: {
        Relation.HEAD: Relation.SIBLING,
        Relation.SIBLING: Relation.SIBLING,
        Relation.PARENT: Relation.PARENT,
        Relation.GRANDPARENT: Relation.GRANDPARENT,
    },
    Relation.GRANDCHILD: {
        Relation.HEAD: Relation.GRANDPARENT,
        Relation.SPOUSE: Relation.GRANDPARENT,
    },
    Relation.GRANDPARENT: {
        Relation.HEAD: Relation.GRANDCHILD,
        Relation.SIBLING: Relation.GRANDCHILD,
    },
}
_THROUGH[Relation.DAUGHTER] = _THROUGH[Relation.SON]
"""New head's relation to the old head → another's relation to the old head → to the new head.

What does not follow for certain becomes 其他 and is left to a correction.
"""


def under_head(members: Iterable[Member], head: PersonId) -> tuple[Member, ...]:
    """Return the members with their relations seen from `head`, who is one of them."""
    stays = tuple(members)
    was = next(member.relation for member in stays if member.person.id == head)
    if was is Relation.HEAD:
        return stays
    return tuple(replace(member, relation=_relation(member, head, was)) for member in stays)


def _relation(member: Member, head: PersonId, was: Relation) -> Relation:
    if member.person.id == head:
        return Relation.HEAD
    now = _THROUGH.get(was, {}).get(member.relation, Relation.OTHER)
    return _child(member.person.sex) if now is _CHILD else now


def _child(sex: Sex) -> Relation:
    if sex is Sex.FEMALE:
        return Relation.DAUGHTER
    return Relation.SON if sex is Sex.MALE else Relation.OTHER
