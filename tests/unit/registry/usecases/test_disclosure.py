"""Showing a sensitive field in clear: with a permission, a purpose, a reason, and a log line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from kit.access import OutOfScope, PurposeRequired
from kit.authz import NO_PURPOSE, Purpose
from kit.model.errors import NotFound
from kit.roles import Role
from services.registry.domain.household import Household, Point, Relation
from services.registry.domain.ids import PersonId
from services.registry.domain.need import Disability, DisabilityKind, Need, NeedKind
from services.registry.usecases.disclosure import SensitiveField
from tests.support.builders import JIANGHE, TODAY, YUHE, a_household, a_person
from tests.support.registry_app import SiteWorld, access_to
from tests.support.registry_orders import a_man, number_of

PURPOSE = Purpose("PETITION", "处理来访诉求")
DISABLED = Need(NeedKind.DISABILITY, TODAY, None, Disability(DisabilityKind.LIMB, 2))
HEAD = a_person("a-1").with_id_number().with_phone("15400000001").needing(DISABLED)
PERSON = PersonId("a-1")


def the_household() -> Household:
    built = a_household("a").with_member(HEAD, Relation.HEAD).at("江河村三组12号").build()
    return replace(built, point=Point(108.512345, 32.891234))


@dataclass(frozen=True)
class Case:
    field: SensitiveField
    shown: str
    of_person: bool = True


CASES = (
    Case(SensitiveField.ID_NUMBER, number_of(a_man("a")).digits),
    Case(SensitiveField.PHONE, "15400000001"),
    Case(SensitiveField.NAME, "测试1"),
    Case(SensitiveField.BIRTH_DATE, "1986-03-01"),
    Case(SensitiveField.NEEDS, f"残疾（肢体 2 级，{TODAY} 起）"),
    Case(SensitiveField.ADDRESS, "江河村三组12号", of_person=False),
    Case(SensitiveField.POINT, "108.512345,32.891234", of_person=False),
)


async def reveal(
    site: SiteWorld,
    case: Case = CASES[0],
    purpose: Purpose = PURPOSE,
    role: Role = Role.CLERK,
    scope: str = JIANGHE.digits,
) -> str:
    access = access_to("RegistryService/RevealField", role, scope)
    person = PERSON if case.of_person else None
    return await site.disclosure.reveal(access, the_household(), person, case.field, purpose)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.field.value)
async def test_a_field_is_shown_and_the_look_is_logged(villages: SiteWorld, case: Case) -> None:
    assert await reveal(villages, case) == case.shown
    [entry] = villages.log.entries
    record = "a-1" if case.of_person else "a"
    assert (entry.record_id, entry.field, entry.outcome) == (record, case.field.value, "allowed")
    assert case.shown not in repr(entry)


def test_every_sensitive_field_is_covered() -> None:
    assert {case.field for case in CASES} == set(SensitiveField)


@pytest.mark.parametrize(
    "purpose",
    [
        NO_PURPOSE,
        Purpose("CURIOSITY", "就是想看看"),
        Purpose("PETITION", "看"),
        Purpose("NOTIFY", "通知送达本人"),
    ],
    ids=["none", "unknown", "no reason", "for machines only"],
)
async def test_without_a_lawful_purpose_nothing_is_shown_and_the_try_is_logged(
    villages: SiteWorld, purpose: Purpose
) -> None:
    with pytest.raises(PurposeRequired):
        await reveal(villages, purpose=purpose)
    assert [entry.outcome for entry in villages.log.entries] == ["PURPOSE_REQUIRED"]


async def test_another_village_is_refused_and_logged(villages: SiteWorld) -> None:
    with pytest.raises(OutOfScope):
        await reveal(villages, scope=YUHE.digits)
    [entry] = villages.log.entries
    assert (entry.outcome, entry.division) == ("OUT_OF_SCOPE", JIANGHE.digits)


async def test_somebody_who_is_no_member_is_not_found(villages: SiteWorld) -> None:
    access = access_to("RegistryService/RevealField")
    with pytest.raises(NotFound):
        await villages.disclosure.reveal(
            access, the_household(), PersonId("x"), SensitiveField.PHONE, PURPOSE
        )


async def test_a_field_that_is_not_recorded_is_empty(villages: SiteWorld) -> None:
    access = access_to("RegistryService/RevealField")
    plain = a_household("a").with_member(a_person("a-1").born(date(1990, 1, 1)), Relation.HEAD)
    for field in (SensitiveField.ID_NUMBER, SensitiveField.PHONE, SensitiveField.POINT):
        assert await villages.disclosure.reveal(access, plain.build(), PERSON, field, PURPOSE) == ""


async def test_an_auditor_reads_the_log_of_their_own_divisions(villages: SiteWorld) -> None:
    await reveal(villages)
    auditor = access_to("RegistryService/ListAccessLog", Role.AUDITOR, JIANGHE.digits)
    page = await villages.disclosure.page(auditor, JIANGHE, "a-1", "clerk-1", 10, "")
    assert [entry.field for entry in page.entries] == ["id_number"]
    other = access_to("RegistryService/ListAccessLog", Role.AUDITOR, YUHE.digits)
    with pytest.raises(OutOfScope):
        await villages.disclosure.page(other, JIANGHE, "", "", 10, "")
