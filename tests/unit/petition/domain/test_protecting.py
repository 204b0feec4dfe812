"""Who may know of an appeal; the accused unit never does."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kit.roles import Role
from services.petition.domain.actor import Actor
from services.petition.domain.kinds import Channel, Disclosure
from services.petition.domain.petition import Petition, Petitioner
from services.petition.domain.petition_errors import ConflictOfInterest
from services.petition.domain.protecting import (
    has_contact,
    is_shown,
    may_see,
    require_center,
    require_no_conflict,
)
from tests.support.petition_builders import (
    ARBITER,
    CLERK,
    COUNTY,
    DISCIPLINE,
    GATEWAY,
    OTHER_UNIT,
    REVIEWER,
    TOWN,
    UNIT,
    a_petition,
    officer,
)

ORDINARY = a_petition().accepted().assigned().build()
RETURNED = a_petition().accepted().assigned().returned().build()
PROTECTED = a_petition(channel=Channel.DISCIPLINE, accused_unit=UNIT).build()
OF_THE_ACCUSED = Actor("d-2", roles=frozenset({Role.DISCIPLINE}), unit=UNIT)


@dataclass(frozen=True)
class Case:
    id: str
    petition: Petition
    who: Actor
    sees: bool


CASES = (
    Case("clerk", ORDINARY, CLERK, sees=True),
    Case("reviewer", ORDINARY, REVIEWER, sees=True),
    Case("its unit", ORDINARY, officer(UNIT), sees=True),
    Case("a unit that had it", RETURNED, officer(UNIT), sees=True),
    Case("another unit", ORDINARY, officer(OTHER_UNIT), sees=False),
    Case("the gateway", ORDINARY, GATEWAY, sees=False),
    Case("discipline, an ordinary one", ORDINARY, DISCIPLINE, sees=False),
    Case("discipline", PROTECTED, DISCIPLINE, sees=True),
    Case("discipline of the accused unit", PROTECTED, OF_THE_ACCUSED, sees=False),
    Case("clerk, a protected one", PROTECTED, CLERK, sees=False),
    Case("arbiter, a protected one", PROTECTED, ARBITER, sees=False),
    Case("the accused unit", PROTECTED, officer(UNIT), sees=False),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_who_sees_it(case: Case) -> None:
    assert may_see(case.petition, case.who) is case.sees


def test_a_unit_does_not_handle_what_accuses_it() -> None:
    require_no_conflict(PROTECTED, (OTHER_UNIT,))
    with pytest.raises(ConflictOfInterest):
        require_no_conflict(PROTECTED, (OTHER_UNIT, UNIT))


def test_a_protected_one_is_the_countys_alone() -> None:
    require_center(PROTECTED, COUNTY)
    require_center(ORDINARY, TOWN)
    with pytest.raises(ConflictOfInterest):
        require_center(PROTECTED, TOWN)


def test_names_are_shown_of_named_ones_only() -> None:
    def one(disclosure: Disclosure) -> Petitioner:
        return Petitioner(ORDINARY.petitioners[0].id, "n", disclosure)

    assert [is_shown(one(kind)) for kind in Disclosure] == [True, False, False]
    assert [has_contact(one(kind)) for kind in Disclosure] == [True, True, False]
