"""Who works away, and which needs follow; consistent with the domain's rules for years to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from . import figures
from .chance import Dice, Weighted
from .people import Figure

_WORKING = range(18, 60)
_CHILD = range(1, 13)  # 留守儿童 are under 16: three years of distance
_ELDER = range(61, 100)  # 留守老人 are 60 and older
_WOMAN = range(21, 56)  # 留守妇女 are 20 to 59
_MAN = range(20, 60)

_KINDS = Weighted(
    (
        ("肢体", 55.0),
        ("视力", 12.0),
        ("听力", 14.0),
        ("精神", 8.0),
        ("智力", 7.0),
        ("言语", 2.0),
        ("多重", 2.0),
    )
)
_GRADES = Weighted(((1, 14.0), (2, 28.0), (3, 26.0), (4, 32.0)))


def send_away(people: Sequence[Figure], dice: Dice) -> None:
    """Mark who lives elsewhere: workers, and children who went along with both parents."""
    for person in people:
        person.away = person.years in _WORKING and dice.chance(figures.WORKER_AWAY)
    for person in people:
        if person.years < 16 and _parents_away(person, people):
            person.away = dice.chance(figures.CHILD_GOES_ALONG)


def _parents(person: Figure, people: Sequence[Figure]) -> list[Figure]:
    above = [one for one in people if one.role.line == person.role.line - 1]
    return above if person.role.line >= 1 else []


def _parents_away(person: Figure, people: Sequence[Figure]) -> bool:
    parents = _parents(person, people)
    return bool(parents) and all(parent.away for parent in parents)


def away_since(person: Figure, dice: Dice) -> date | None:
    """Return since when; the village does not know of everybody."""
    if not person.away or person.years < 1 or dice.chance(0.12):
        return None
    return figures.DAY - timedelta(days=dice.between(20, min(1_800, person.years * 300)))


def needs_of(people: Sequence[Figure], dice: Dice) -> list[list[str]]:
    """Return the needs of each person, as a roster writes them."""
    aid = _household_aid(people, dice)
    return [
        [*_left_behind(one, people, dice), *_disability(one, dice), *aid, *_sentence(one, dice)]
        for one in people
    ]


def _household_aid(people: Sequence[Figure], dice: Dice) -> list[str]:
    is_alone = len(people) == 1 and people[0].years in _ELDER
    if is_alone and dice.chance(figures.EXTREME_POVERTY_ALONE):
        return ["特困"]
    return ["低保"] if dice.chance(figures.MINIMUM_LIVING) else []


def _left_behind(one: Figure, people: Sequence[Figure], dice: Dice) -> list[str]:
    if one.away:
        return []
    if one.years in _CHILD:
        return ["留守儿童"] if _parents_away(one, people) else []
    if one.years in _ELDER:
        is_left = _children_away(one, people)
        return ["留守老人"] if is_left and dice.chance(figures.FLAGGED_ELDER) else []
    if one.years in _WOMAN and not one.male:
        is_left = _husband_away(one, people)
        return ["留守妇女"] if is_left and dice.chance(figures.FLAGGED_WOMAN) else []
    return []


def _children_away(one: Figure, people: Sequence[Figure]) -> bool:
    below = [child for child in people if child.role.line == one.role.line + 1]
    return bool(below) and all(child.away for child in below)


def _husband_away(one: Figure, people: Sequence[Figure]) -> bool:
    husbands = {"配偶": "户主", "其他": "子"}
    wanted = husbands.get(one.relation)
    return any(man.away and man.male and man.relation == wanted for man in people)


def _disability(one: Figure, dice: Dice) -> list[str]:
    share = next(share for years, share in figures.DISABLED_BY_AGE if one.years < years)
    if not dice.chance(share):
        return []
    return [f"残疾:{_KINDS.draw(dice)}:{_GRADES.draw(dice)}"]


def _sentence(one: Figure, dice: Dice) -> list[str]:
    if not one.male or one.years not in _MAN:
        return []
    roll = dice.roll()
    if roll < figures.SERVING:
        return [f"服刑:{figures.DAY.year + dice.between(4, 9)}-{dice.between(1, 12):02d}-15"]
    if roll < figures.SERVING + figures.RELEASED:
        return [f"刑满释放:{figures.DAY.year + 4}-{dice.between(1, 12):02d}-20"]
    return []
