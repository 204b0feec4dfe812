"""Taking an appeal in: once, with a number people can read to each other on the phone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from kit.model.clock import local_date
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue
from kit.model.ids import derived_id

from .actor import Actor
from .events import Outcome, Submitted
from .ids import CategoryCode, PetitionerId, PetitionId, UnitCode
from .kinds import Channel, Disclosure, MatterType, Source, Urgency
from .life_cycle import ROWS
from .petition import Attachment, Custody, Entry, Origin, Petition, Petitioner
from .petition_errors import StepNotYours, TooManyAttachments
from .reference import Reference
from .row import Row
from .states import State
from .step import Step
from .steps import Clocks, started

PETITIONERS_MOST = 50
ATTACHMENTS_MOST = 9
NUMBER_FORMS = 64
"""How many numbers an appeal tries; a center would need 9,000 a day to use them up."""

_SERIALS = 10_000
_PHONE = re.compile(r"\+?[0-9-]{7,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewPetitioner:
    """One who asks. An anonymous one has no name and no phone."""

    disclosure: Disclosure
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    proxy_for: str = field(default="", repr=False)
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class SubmitPetition:
    """The order to take an appeal in at a center."""

    center: DivisionCode
    home: DivisionCode
    place: DivisionCode
    matter: MatterType
    source: Source
    petitioners: tuple[NewPetitioner, ...]
    title: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    category: CategoryCode | None = None
    channel: Channel = Channel.ORDINARY
    urgency: Urgency = Urgency.U3
    household_id: str = ""
    grid: str = ""
    visit_id: str = ""
    accused_unit: UnitCode | None = field(default=None, repr=False)
    attachments: tuple[Attachment, ...] = ()


def submit(
    id: PetitionId,
    order: SubmitPetition,
    who: Actor,
    now: datetime,
    clocks: Clocks,
    form: int = 0,
) -> Outcome:
    """Return the new appeal; `form` counts the numbers tried before this one.

    Raises:
        StepNotYours: the role does not take appeals in.
        CalendarYearMissing: its clock ends in a year without a calendar.
    """
    row = ROWS[Step.SUBMIT, None]
    if not _may_submit(row, who):
        raise StepNotYours(id=id, step="提交登记", state="未登记", to="已登记")
    petition = _registered(id, number_of(id, order.center, now, form), order, who, now)
    return started(petition, row.starts, now, clocks), (Submitted(),)


def _may_submit(row: Row, who: Actor) -> bool:
    person = who.origin is Origin.PERSON
    return who.origin in row.origins and not (person and who.roles.isdisjoint(row.roles))


def _registered(
    id: PetitionId, number: str, order: SubmitPetition, who: Actor, now: datetime
) -> Petition:
    """The appeal with the first line of its history."""
    first = Entry(now, Step.SUBMIT.value, order.center, who.by, who.origin, None, State.REGISTERED)
    return Petition(
        id=id,
        number=number,
        home=order.home,
        place=order.place,
        received_by=order.center,
        received_at=now,
        category=order.category,
        matter=order.matter,
        source=order.source,
        channel=order.channel,
        urgency=order.urgency,
        state=State.REGISTERED,
        custody=Custody(order.center, epoch=0, since=now),
        petitioners=_petitioners(id, number, order.petitioners),
        history=(first,),
        title=order.title,
        text=order.text,
        attachments=order.attachments,
        household_id=order.household_id,
        grid=order.grid,
        visit_id=order.visit_id,
        accused_unit=order.accused_unit,
    )


def require_order(order: SubmitPetition, reference: Reference) -> None:
    """Pass when the order fits together and the county knows what it names.

    Raises:
        InvalidValue: the first mistake.
        TooManyAttachments: more files than an appeal takes.
    """
    require_category(order.category, reference)
    if not 0 < len(order.petitioners) <= PETITIONERS_MOST:
        raise InvalidValue(field="petitioners", why=f"诉求人须为 1 至 {PETITIONERS_MOST} 人")
    for petitioner in order.petitioners:
        _require_petitioner(petitioner)
    if len(order.attachments) > ATTACHMENTS_MOST:
        raise TooManyAttachments(most=ATTACHMENTS_MOST)
    if order.accused_unit is None:
        return
    if order.channel is not Channel.DISCIPLINE:
        raise InvalidValue(field="accused_unit", why="只有检举控告件填写被反映单位")
    require_unit(order.accused_unit, reference, "accused_unit")


def require_category(category: CategoryCode | None, reference: Reference) -> None:
    """Pass for a category of the second level, or none yet.

    Raises:
        InvalidValue: the county's tree does not have it.
    """
    if category is None:
        return
    known = reference.categories.get(category)
    if known is None or not known.parent:
        raise InvalidValue(field="category", why=f"没有二级类别 {category}，请核对类别表")


def require_unit(unit: UnitCode, reference: Reference, field_name: str) -> None:
    """Pass for a unit of the county's dictionary.

    Raises:
        InvalidValue: there is none of this code.
    """
    if unit not in reference.units:
        raise InvalidValue(field=field_name, why=f"单位字典中没有 {unit}，请核对单位编码")


def number_of(id: PetitionId, center: DivisionCode, now: datetime, form: int) -> str:
    """Return the number: day, center, four digits that follow from the id.

    A center is one site's, so numbers of different sites are never the same; within a center a
    taken number gives way to the next form.
    """
    digest = sha256(f"{id}/{form}".encode()).digest()
    serial = int.from_bytes(digest[:8], "big") % _SERIALS
    return f"{local_date(now):%y%m%d}-{center.digits[6:]}-{serial:04d}"


def _petitioners(
    id: PetitionId, number: str, asked: Sequence[NewPetitioner]
) -> tuple[Petitioner, ...]:
    """The first has the appeal's own number, the others one with their own ending."""
    return tuple(
        Petitioner(
            id=PetitionerId(derived_id("petitioner", id, str(n))),
            number=number if n == 1 else f"{number}-{n}",
            disclosure=one.disclosure,
            name=one.name,
            phone=one.phone,
            proxy_for=one.proxy_for,
            person_id=one.person_id,
        )
        for n, one in enumerate(asked, start=1)
    )


def _require_petitioner(one: NewPetitioner) -> None:
    anonymous = one.disclosure is Disclosure.ANONYMOUS
    if anonymous and (one.name or one.phone or one.proxy_for or one.person_id):
        raise InvalidValue(field="petitioners", why="匿名诉求人不填姓名、电话和人员编号")
    if one.phone and not _PHONE.fullmatch(one.phone):
        raise InvalidValue(field="phone", why="须为 7 至 20 位号码，只含数字、加号和连字符")
    if not anonymous and not one.name:
        raise InvalidValue(field="petitioners", why="实名或要求保密的诉求人须填写姓名")
