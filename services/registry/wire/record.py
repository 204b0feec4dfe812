"""Household as the published and stored `HouseholdRecord`: sensitive fields sealed."""

from __future__ import annotations

from gov321.registry.events.v1 import household_record_pb2 as pb

from kit.model.division import DivisionCode
from kit.vault import Vault
from kit.wire_time import from_day, from_day_or_none, to_day, to_day_or_none
from services.registry.domain.award import Award
from services.registry.domain.household import (
    Headship,
    Household,
    HouseholdStatus,
    Residence,
)
from services.registry.domain.ids import HouseholdId, PersonId

from .member_record import from_member, to_member
from .parts_record import (
    from_correction,
    from_income_year,
    from_point,
    to_correction,
    to_income_year,
    to_point,
)

_STATUS_TO_WIRE = {
    HouseholdStatus.LIVE: pb.HouseholdRecord.STATUS_LIVE,
    HouseholdStatus.DISSOLVED: pb.HouseholdRecord.STATUS_DISSOLVED,
}
_STATUS_FROM_WIRE = {wire: status for status, wire in _STATUS_TO_WIRE.items()}


def from_household(household: Household, revision: int, vault: Vault) -> pb.HouseholdRecord:
    """Return the record of a household at a revision."""
    home = household.village.digits
    record = pb.HouseholdRecord(
        household_id=household.id,
        revision=revision,
        home=home,
        custodian=home,
        number=household.number,
        status=_STATUS_TO_WIRE[household.status],
        register_date=from_day(household.registered),
        dissolve_date=from_day_or_none(household.dissolved),
        split_from=household.split_from or "",
        merged_into=household.merged_into or "",
        residences=[_from_residence(spell) for spell in household.residences],
        headships=[_from_headship(spell) for spell in household.headships],
        members=[from_member(member, household.id, vault) for member in household.members],
        incomes=[from_income_year(year) for year in household.incomes],
        awards=[_from_award(award) for award in household.awards],
        corrections=[from_correction(item, household.id, vault) for item in household.corrections],
        content_hash=household.content_hash,
        import_id=household.import_id,
        import_created=household.import_created,
    )
    _seal_place(record, household, vault)
    return record


def to_household(record: pb.HouseholdRecord, vault: Vault) -> Household:
    """Return the household of a record.

    Raises:
        CannotOpen: a sealed field does not open.
    """
    return Household(
        id=HouseholdId(record.household_id),
        number=record.number,
        members=tuple(to_member(m, record.household_id, vault) for m in record.members),
        headships=tuple(_to_headship(spell) for spell in record.headships),
        residences=tuple(_to_residence(spell) for spell in record.residences),
        registered=to_day(record.register_date, "register_date"),
        address=_open_address(record, vault),
        point=to_point(record.point, record.household_id, vault)
        if record.HasField("point")
        else None,
        incomes=tuple(to_income_year(year) for year in record.incomes),
        awards=tuple(_to_award(award) for award in record.awards),
        corrections=tuple(
            to_correction(item, record.household_id, vault) for item in record.corrections
        ),
        status=_STATUS_FROM_WIRE.get(record.status, HouseholdStatus.LIVE),
        dissolved=to_day_or_none(record.dissolve_date, "dissolve_date"),
        split_from=HouseholdId(record.split_from) if record.split_from else None,
        merged_into=HouseholdId(record.merged_into) if record.merged_into else None,
        content_hash=record.content_hash,
        import_id=record.import_id,
        import_created=record.import_created,
    )


def _seal_place(record: pb.HouseholdRecord, household: Household, vault: Vault) -> None:
    if household.address:
        plain = household.address.encode()
        record.address.CopyFrom(vault.seal(plain, household.id, "address"))
    if household.point is not None:
        record.point.CopyFrom(from_point(household.point, household.id, vault))


def _open_address(record: pb.HouseholdRecord, vault: Vault) -> str:
    if not record.HasField("address"):
        return ""
    return vault.open(record.address, record.household_id, "address").decode()


def _from_residence(spell: Residence) -> pb.ResidenceSpell:
    return pb.ResidenceSpell(
        village=spell.village.digits,
        group=spell.group,
        since=from_day(spell.since),
        until=from_day_or_none(spell.until),
    )


def _to_residence(spell: pb.ResidenceSpell) -> Residence:
    return Residence(
        village=DivisionCode.parse(spell.village),
        group=spell.group,
        since=to_day(spell.since, "since"),
        until=to_day_or_none(spell.until, "until"),
    )


def _from_headship(spell: Headship) -> pb.HeadshipSpell:
    return pb.HeadshipSpell(
        person_id=spell.person, since=from_day(spell.since), until=from_day_or_none(spell.until)
    )


def _to_headship(spell: pb.HeadshipSpell) -> Headship:
    return Headship(
        person=PersonId(spell.person_id),
        since=to_day(spell.since, "since"),
        until=to_day_or_none(spell.until, "until"),
    )


def _from_award(award: Award) -> pb.AwardRecord:
    return pb.AwardRecord(
        year=award.year,
        grant_date=from_day(award.granted),
        revoke_date=from_day_or_none(award.revoked),
        revoke_reason=award.revoke_reason,
    )


def _to_award(award: pb.AwardRecord) -> Award:
    return Award(
        year=award.year,
        granted=to_day(award.grant_date, "grant_date"),
        revoked=to_day_or_none(award.revoke_date, "revoke_date"),
        revoke_reason=award.revoke_reason,
    )
