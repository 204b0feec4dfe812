"""Builders of registry records: say what matters to a test, the rest is plausible and made up."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from kit.model.division import DivisionCode
from services.registry.domain.household import Household, Relation
from services.registry.domain.id_number import TEST_COUNTY, IdNumber, check_character
from services.registry.domain.ids import HouseholdId, PersonId
from services.registry.domain.need import Need
from services.registry.domain.person import Absence, Person
from services.registry.domain.phone import Phone
from services.registry.domain.registration import NewMember, RegisterHousehold, register
from services.registry.domain.sex import Sex

TODAY = date(2026, 3, 1)
REGISTERED = date(2020, 1, 1)
JIANGHE = DivisionCode.parse("610921104206")
"""江河村, 双乳镇: where the county's three-line method began."""
YUHE = DivisionCode.parse("610921104207")
"""玉河村, next to it."""

_RELATIONS = (Relation.HEAD, Relation.SPOUSE, Relation.SON, Relation.DAUGHTER, Relation.PARENT)
_SEXES = (Sex.MALE, Sex.FEMALE, Sex.MALE, Sex.FEMALE, Sex.FEMALE)
_BIRTHS = (
    date(1980, 5, 1),
    date(1982, 6, 2),
    date(2012, 7, 3),
    date(2015, 8, 4),
    date(1955, 9, 5),
)


def an_id_number(birth_date: date, sex: Sex, sequence: int = 0) -> IdNumber:
    """Return a valid number under the county code nobody was given."""
    odd = 1 if sex is Sex.MALE else 0
    body = f"{TEST_COUNTY}{birth_date:%Y%m%d}{sequence * 2 + odd:03}"
    return IdNumber(body + check_character(body))


@dataclass(frozen=True)
class PersonBuilder:
    """Somebody of forty, until told otherwise."""

    person: Person

    def named(self, name: str) -> PersonBuilder:
        return self._with(name=name)

    def born(self, day: date) -> PersonBuilder:
        return self._with(birth_date=day)

    def male(self) -> PersonBuilder:
        return self._with(sex=Sex.MALE)

    def female(self) -> PersonBuilder:
        return self._with(sex=Sex.FEMALE)

    def with_id_number(self, sequence: int = 0) -> PersonBuilder:
        number = an_id_number(self.person.birth_date, self.person.sex, sequence)
        return self._with(id_number=number)

    def with_number(self, number: IdNumber) -> PersonBuilder:
        return self._with(id_number=number)

    def with_phone(self, digits: str) -> PersonBuilder:
        return self._with(phone=Phone(digits))

    def away_since(self, day: date) -> PersonBuilder:
        return self._with(absence=Absence(day))

    def needing(self, *needs: Need) -> PersonBuilder:
        return self._with(needs=needs)

    def who_died(self, day: date) -> PersonBuilder:
        return self._with(death_date=day)

    def build(self) -> Person:
        return self.person

    def _with(self, **changes: object) -> PersonBuilder:
        return PersonBuilder(replace(self.person, **changes))  # pyright: ignore[reportArgumentType]


def a_person(id_: str = "person") -> PersonBuilder:
    """Begin a person: `a_person("p1").female().born(day).build()`."""
    return PersonBuilder(Person(PersonId(id_), f"测试{id_[-1]}", Sex.MALE, date(1986, 3, 1)))


@dataclass(frozen=True)
class HouseholdBuilder:
    """A household of one in 江河村, registered in 2020, until told otherwise."""

    id_: str = "household"
    village: DivisionCode = JIANGHE
    group: str = "一组"
    number: str = "001"
    address: str = ""
    on: date = REGISTERED
    people: tuple[NewMember, ...] = field(default=())

    def in_village(self, village: DivisionCode, group: str = "一组") -> HouseholdBuilder:
        return replace(self, village=village, group=group)

    def numbered(self, number: str) -> HouseholdBuilder:
        return replace(self, number=number)

    def at(self, address: str) -> HouseholdBuilder:
        return replace(self, address=address)

    def registered_on(self, day: date) -> HouseholdBuilder:
        return replace(self, on=day)

    def with_members(self, count: int) -> HouseholdBuilder:
        """Head, spouse, son, daughter, mother, in this order: `<household>-1`, `-2`, …"""
        return replace(self, people=tuple(_usual_member(self.id_, n) for n in range(count)))

    def with_member(self, person: PersonBuilder | Person, relation: Relation) -> HouseholdBuilder:
        built = person.build() if isinstance(person, PersonBuilder) else person
        return replace(self, people=(*self.people, NewMember(built, relation)))

    def order(self) -> RegisterHousehold:
        """Return the order to register it."""
        people = self.people or (_usual_member(self.id_, 0),)
        return RegisterHousehold(
            HouseholdId(self.id_),
            self.number,
            self.village,
            self.group,
            people,
            self.on,
            self.address,
        )

    def build(self) -> Household:
        return register(self.order(), max(self.on, TODAY))[0]


def a_household(id_: str = "household") -> HouseholdBuilder:
    """Begin a household: `a_household().in_village(YUHE).with_members(3).build()`."""
    return HouseholdBuilder(id_)


def member_id(household: str, position: int) -> PersonId:
    """Return the id of a member built by `with_members`, counted from 1 (the head)."""
    return PersonId(f"{household}-{position}")


def _usual_member(household: str, n: int) -> NewMember:
    person = a_person(member_id(household, n + 1)).born(_BIRTHS[n]).build()
    return NewMember(replace(person, sex=_SEXES[n]), _RELATIONS[n])
