"""The registry's record of a household: pruned for keeping, and read as what the grid knows.

Names, numbers, phones and addresses are not kept at all; point and needs stay sealed as they came,
under the field names of the registry, and are opened only in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from google.protobuf.message import Message
from gov321.registry.events.v1 import household_record_pb2 as pb

from kit.model.division import DivisionCode
from kit.model.income import IncomeItem, IncomeYear
from kit.tolerance import is_known
from kit.vault import Vault
from kit.wire_time import to_day, to_day_or_none
from services.grid.domain.colour.values import NeedCode, NeedFact
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.known import DatedNeed, KnownHousehold, Stay

_OF_HOUSEHOLD = frozenset(
    {
        "household_id",
        "revision",
        "home",
        "custodian",
        "status",
        "register_date",
        "split_from",
        "residences",
        "members",
        "point",
        "incomes",
        "awards",
    }
)
_OF_MEMBER = frozenset(
    {
        "person_id",
        "absent_since",
        "absent_until",
        "needs",
        "death_date",
        "join_date",
        "join_reason",
        "leave_date",
        "leave_reason",
    }
)
_OF_AWARD = frozenset({"year", "revoke_date"})

_CENTS = 100
_ROSTER = "roster"
_FOLLOWS = frozenset({"split", "merge", "marriage"})
"""Leave reasons by which a person comes into another household of the registry."""


def pruned(record: pb.HouseholdRecord) -> pb.HouseholdRecord:
    """Return a record with only what the grid decides on; what is not listed here is dropped."""
    kept = pb.HouseholdRecord()
    kept.CopyFrom(record)
    kept.DiscardUnknownFields()
    _keep(kept, _OF_HOUSEHOLD)
    for member in kept.members:
        _keep(member, _OF_MEMBER)
    for award in kept.awards:
        _keep(award, _OF_AWARD)
    return kept


def to_known(record: pb.HouseholdRecord, vault: Vault) -> KnownHousehold:
    """Return what the grid knows of a household, from a whole or a pruned record.

    Raises:
        CannotOpen: a sealed field does not open.
        InvalidValue: a day or a code is none.
    """
    village = DivisionCode.parse(record.home)
    homes = frozenset(DivisionCode.parse(spell.village) for spell in record.residences)
    return KnownHousehold(
        id=HouseholdId(record.household_id),
        revision=record.revision,
        village=village,
        group=record.residences[-1].group if record.residences else "",
        live=record.status != pb.HouseholdRecord.STATUS_DISSOLVED,
        registered=to_day(record.register_date, "register_date"),
        stays=tuple(_stay(member) for member in record.members),
        point=_point(record, vault),
        incomes=tuple(_income(year) for year in record.incomes),
        awards=frozenset(a.year for a in record.awards if not a.HasField("revoke_date")),
        needs=tuple(_needs(record, vault)),
        split_from=HouseholdId(record.split_from) if record.split_from else None,
        from_roster=_came_by_roster(record),
        former=homes - {village},
    )


def _keep(message: Message, fields: frozenset[str]) -> None:
    for field, _ in message.ListFields():
        if field.name not in fields:
            message.ClearField(field.name)


def _stay(member: pb.MemberRecord) -> Stay:
    left = to_day_or_none(member.leave_date, "leave_date")
    return Stay(
        person=PersonId(member.person_id),
        joined=to_day(member.join_date, "join_date"),
        left=left,
        died=to_day_or_none(member.death_date, "death_date"),
        away_since=to_day_or_none(member.absent_since, "absent_since"),
        away_until=to_day_or_none(member.absent_until, "absent_until"),
        follows=left is not None and member.leave_reason in _FOLLOWS,
    )


def _came_by_roster(record: pb.HouseholdRecord) -> bool:
    first = record.register_date
    return any(m.join_reason == _ROSTER and m.join_date == first for m in record.members)


def _point(record: pb.HouseholdRecord, vault: Vault) -> tuple[float, float] | None:
    if not record.HasField("point"):
        return None
    point = pb.Point.FromString(vault.open(record.point, record.household_id, "point"))
    return point.longitude, point.latitude


def _income(record: pb.IncomeYearRecord) -> IncomeYear:
    items = tuple(
        (IncomeItem(one.item), Decimal(one.cents) / _CENTS)
        for one in record.items
        if is_known(IncomeItem, one.item)
    )
    return IncomeYear(record.year, items)


def _needs(record: pb.HouseholdRecord, vault: Vault) -> Iterator[DatedNeed]:
    for member in record.members:
        if member.HasField("needs"):
            field = f"{member.person_id}.needs"
            plain = vault.open(member.needs, record.household_id, field)
            yield from _dated(PersonId(member.person_id), pb.NeedList.FromString(plain).needs)


def _dated(person: PersonId, needs: Iterable[pb.NeedRecord]) -> Iterator[DatedNeed]:
    for need in needs:
        if is_known(NeedCode, need.kind):
            yield DatedNeed(
                person=person,
                fact=NeedFact(NeedCode(need.kind), need.disability_grade),
                valid_from=to_day(need.valid_from, "valid_from"),
                valid_to=to_day_or_none(need.valid_to, "valid_to"),
            )
