"""Relations to the head after the head has changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from services.registry.domain.household import JoinReason, Member, Relation
from services.registry.domain.ids import PersonId
from services.registry.domain.kinship import under_head
from services.registry.domain.sex import Sex
from tests.support.builders import a_person

R = Relation


@dataclass(frozen=True)
class Case:
    """`was` becomes head; `other` was … and is then …"""

    was: Relation
    other: Relation
    now: Relation

    @property
    def id(self) -> str:
        return f"{self.was.name}-{self.other.name}"


CASES = (
    Case(R.SPOUSE, R.HEAD, R.SPOUSE),
    Case(R.SPOUSE, R.SON, R.DAUGHTER),  # the other one is a woman in all cases
    Case(R.SPOUSE, R.PARENT, R.OTHER),
    Case(R.SON, R.HEAD, R.PARENT),
    Case(R.SON, R.SPOUSE, R.PARENT),
    Case(R.DAUGHTER, R.SON, R.SIBLING),
    Case(R.SON, R.PARENT, R.GRANDPARENT),
    Case(R.SON, R.GRANDCHILD, R.OTHER),
    Case(R.PARENT, R.HEAD, R.DAUGHTER),
    Case(R.PARENT, R.PARENT, R.SPOUSE),
    Case(R.PARENT, R.SON, R.GRANDCHILD),
    Case(R.SIBLING, R.HEAD, R.SIBLING),
    Case(R.GRANDCHILD, R.HEAD, R.GRANDPARENT),
    Case(R.GRANDPARENT, R.HEAD, R.GRANDCHILD),
    Case(R.OTHER, R.HEAD, R.OTHER),
    Case(R.HEAD, R.SIBLING, R.SIBLING),
)


def member(id_: str, relation: Relation, sex: Sex = Sex.FEMALE) -> Member:
    person = a_person(id_).female() if sex is Sex.FEMALE else a_person(id_)
    return Member(person.build(), relation, date(2020, 1, 1), JoinReason.REGISTRATION)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_relations_are_seen_from_the_new_head(case: Case) -> None:
    new, other = under_head((member("h", case.was), member("o", case.other)), PersonId("h"))
    assert (new.relation, other.relation) == (Relation.HEAD, case.now)


def test_the_sex_decides_between_son_and_daughter() -> None:
    stays = (member("h", R.PARENT), member("o", R.HEAD, Sex.MALE))
    assert under_head(stays, PersonId("h"))[1].relation is Relation.SON
