"""Households as they are shown: sensitive fields masked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from gov321.registry.v1 import household_pb2 as pb

from kit.commit import Versioned
from kit.masking import mask_address, mask_id_number, mask_name, mask_phone
from kit.model.income import IncomePolicy, IncomeYear, net_income, policy_for
from kit.wire_enum import reverse
from kit.wire_time import from_day, from_day_or_none
from services.registry.domain.as_of import HouseholdView
from services.registry.domain.award import Award
from services.registry.domain.correction import Correction
from services.registry.domain.household import Household, Member
from services.registry.domain.incomes import per_person_mean
from services.registry.domain.need import NeedKind
from services.registry.domain.needs import needs_on
from services.registry.domain.person import Person

from .enums import CORRECTABLE_FIELD, INCOME_ITEM, NEED_KIND, RELATION, SEX, STATUS

SENSITIVE_NEEDS = frozenset({NeedKind.DISABILITY, NeedKind.SERVING_SENTENCE, NeedKind.RELEASED})
"""Health and criminal facts (domain §2.7): counted, not named, until revealed."""

_SEX = reverse(SEX)
_RELATION = reverse(RELATION)
_NEED_KIND = reverse(NEED_KIND)
_STATUS = reverse(STATUS)
_ITEM = reverse(INCOME_ITEM)
_FIELD = reverse(CORRECTABLE_FIELD)


def household_view(
    found: Versioned[Household], day: date, policies: Iterable[IncomePolicy]
) -> pb.Household:
    """Return a household as it stands, masked."""
    household = found.state
    message = _frame(found)
    message.division = household.village.digits
    message.group = household.residence.group
    message.status = _STATUS[household.status]
    message.head_person_id = household.head or ""
    message.members.extend(member_view(m, day) for m in household.live_members)
    message.awards.extend(_award(award) for award in household.awards)
    message.incomes.extend(_income(household, year, policies) for year in household.incomes)
    message.open_corrections.extend(_correction(item) for item in household.corrections)
    return message


def household_on(found: Versioned[Household], view: HouseholdView) -> pb.Household:
    """Return a household as it stood on a day, masked; incomes are not dated and left out."""
    message = _frame(found)
    message.number = view.number
    message.division = view.village.digits
    message.group = view.group
    message.status = _STATUS[view.status]
    message.head_person_id = view.head or ""
    message.members.extend(member_view(member, view.day) for member in view.members)
    message.awards.extend(_award(award) for award in view.awards)
    return message


def member_view(member: Member, day: date) -> pb.Member:
    """Return a member, masked, with the needs of a day."""
    person = member.person
    kinds = [need.kind for need in needs_on(person, day)]
    return pb.Member(
        person_id=person.id,
        name=mask_name(person.name),
        relation=_RELATION[member.relation],
        sex=_SEX.get(person.sex, pb.SEX_UNSPECIFIED),
        birth_year=person.birth_date.year,
        id_number=mask_id_number(person.id_number.digits) if person.id_number else "",
        phone=mask_phone(person.phone.digits) if person.phone else "",
        ethnicity=person.ethnicity,
        absent=_is_absent(person, day),
        needs=[_NEED_KIND[kind] for kind in kinds if kind not in SENSITIVE_NEEDS],
        sealed_need_count=sum(kind in SENSITIVE_NEEDS for kind in kinds),
        join_date=from_day(member.joined),
        leave_date=from_day_or_none(member.left),
    )


def _frame(found: Versioned[Household]) -> pb.Household:
    """What does not depend on the day."""
    household = found.state
    return pb.Household(
        id=household.id,
        revision=found.revision,
        number=household.number,
        address=mask_address(household.address) if household.address else "",
        has_point=household.point is not None,
        register_date=from_day(household.registered),
        dissolve_date=from_day_or_none(household.dissolved),
        custodian=household.village.digits,
        split_from=household.split_from or "",
        merged_into=household.merged_into or "",
    )


def _is_absent(person: Person, day: date) -> bool:
    absence = person.absence
    if absence is None or day < absence.since:
        return False
    return absence.until is None or day < absence.until


def _award(award: Award) -> pb.Award:
    return pb.Award(
        year=award.year,
        grant_date=from_day(award.granted),
        revoke_date=from_day_or_none(award.revoked),
        revoke_reason=award.revoke_reason,
    )


def _income(
    household: Household, year: IncomeYear, policies: Iterable[IncomePolicy]
) -> pb.IncomeYear:
    policy = policy_for(policies, year.year)
    mean = per_person_mean(household, year.year, policy)
    return pb.IncomeYear(
        year=year.year,
        items=[pb.IncomeAmount(item=_ITEM[i], cents=_cents(a)) for i, a in year.items],
        net_cents=_cents(net_income(year, policy)),
        per_person_cents=_cents(mean) if mean is not None else 0,
    )


def _cents(amount: Decimal) -> int:
    return int(amount * 100)


def _correction(item: Correction) -> pb.Correction:
    return pb.Correction(
        id=item.id,
        requested_by=item.requested_by,
        request_date=from_day(item.requested),
        fields=[_FIELD[change.field] for change in item.changes],
    )
