"""Whistles for tests: blown, reported in to, closed … by the real steps; and random lives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self

from kit.model.division import Tier
from kit.model.errors import Refusal
from services.petition.domain.ids import UnitCode, WhistleId
from services.petition.domain.petition import Rating
from services.petition.domain.whistle import Level, Part, Trigger, Whistle
from services.petition.domain.whistle_calling import CallUnits, WhistleGround, call
from services.petition.domain.whistle_events import WhistleEvent
from services.petition.domain.whistle_steps import (
    AnswerCall,
    ClosePart,
    PartOrder,
    RateUnit,
    WaivePart,
    fire_due,
    take_part_step,
)
from tests.support.petition_builders import MONDAY, VILLAGE
from tests.support.petition_clocks import PLAIN

WHISTLE = WhistleId("whistle-1")
WATER, HOUSING, HEALTH = UnitCode("water"), UnitCode("housing"), UnitCode("health")
SECRETS = ("河道测试标题", "河道被占测试", "已清理测试", "暂不需要测试", "来得快测试")
"""Words that may be found nowhere in clear."""


def a_call(**changed: object) -> CallUnits:
    """Return a call of one lead and one helper, with some of it changed."""
    plain = CallUnits(
        center=VILLAGE,
        trigger=Trigger.JOINT_ENFORCEMENT,
        level=Level.FOCUS,
        lead=WATER,
        helpers=(HOUSING,),
        title="河道测试标题",
        text="河道被占测试",
    )
    return replace(plain, **changed)  # pyright: ignore[reportArgumentType]


def caller(at: datetime = MONDAY, tier: Tier = Tier.VILLAGE) -> WhistleGround:
    """Return what a step of the village's staff stands on."""
    return WhistleGround(at, "clerk-1", tier, PLAIN)


def officer(unit: UnitCode = WATER, at: datetime = MONDAY) -> WhistleGround:
    """Return what a step of a unit's officer stands on."""
    return WhistleGround(at, f"officer-{unit}", Tier.COUNTY, PLAIN, unit=unit)


@dataclass
class WhistleBuilder:
    """A whistle and the time; every step takes an hour."""

    whistle: Whistle
    now: datetime
    happened: list[WhistleEvent] = field(default_factory=list[WhistleEvent])

    def part(self, unit: UnitCode = WATER) -> Part:
        """Return the part of a unit."""
        return next(part for part in self.whistle.parts if part.unit == unit)

    def did(self, order: PartOrder, ground: WhistleGround) -> Self:
        """Take a step now."""
        self.whistle, facts = take_part_step(self.whistle, order, replace(ground, at=self.now))
        self.happened += facts
        return self.later(hours=1)

    def later(self, **span: int) -> Self:
        """Let time go by without a timer."""
        self.now += timedelta(**span)
        return self

    def fired(self) -> Self:
        """Let a timer look at it."""
        self.whistle, facts = fire_due(self.whistle, self.now)
        self.happened += facts
        return self

    def reported(self, *units: UnitCode) -> Self:
        """These units report in."""
        for unit in units or (WATER,):
            self.did(AnswerCall(unit), officer(unit))
        return self

    def closed(self, *units: UnitCode) -> Self:
        """These units close their parts."""
        for unit in units or (WATER,):
            self.did(ClosePart(unit, "已清理测试"), officer(unit))
        return self

    def waived(self, *units: UnitCode) -> Self:
        """The caller waives the parts of these units."""
        for unit in units or (WATER,):
            self.did(WaivePart(unit, "暂不需要测试"), caller())
        return self

    def rated(self, unit: UnitCode = WATER, rating: Rating = Rating.SATISFIED) -> Self:
        """The caller rates a unit."""
        return self.did(RateUnit(unit, rating, "来得快测试"), caller())


def a_whistle(**changed: object) -> WhistleBuilder:
    """Return a whistle that was just blown."""
    whistle, facts = call(WHISTLE, a_call(**changed), caller())
    return WhistleBuilder(whistle, MONDAY, list(facts))


STEP_BYTES = 4
"""What, whose part, by whom, and how much time goes by."""

_UNITS = (WATER, HOUSING, HEALTH, UnitCode("stranger"))
_MAKE: tuple[Callable[[UnitCode], PartOrder], ...] = (
    AnswerCall,
    AnswerCall,
    lambda unit: ClosePart(unit, "已清理测试"),
    lambda unit: ClosePart(unit, "已清理测试"),
    lambda unit: WaivePart(unit, "暂不需要测试"),
    lambda unit: RateUnit(unit, Rating.FAIRLY),
)
_CALLERS = {WaivePart, RateUnit}


class WhistleWalk:
    """A whistle of three units that lives through orders of all sorts, decoded from bytes.

    One order in eight comes from the wrong side. Refusals are part of life; anything else that
    goes wrong is a bug.
    """

    def __init__(self) -> None:
        self.builder = a_whistle(helpers=(HOUSING, HEALTH))
        self.refused = 0

    def live_through(self, story: bytes) -> Iterator[tuple[Whistle, Whistle, int]]:
        """Yield the whistle before and after each step, and how many facts were told."""
        for at in range(0, len(story) - STEP_BYTES + 1, STEP_BYTES):
            what, whose, who, pause = story[at : at + STEP_BYTES]
            self.builder.later(hours=pause % 30)
            yield from self._step(self.builder.fired)
            unit = _UNITS[whose % 3 if whose < 240 else 3]
            order = _MAKE[what % len(_MAKE)](unit)
            ground = officer(unit) if (type(order) in _CALLERS) == (who % 8 == 0) else caller()
            yield from self._step(lambda o=order, g=ground: self.builder.did(o, g))

    def _step(self, step: Callable[[], object]) -> Iterator[tuple[Whistle, Whistle, int]]:
        before, told = self.builder.whistle, len(self.builder.happened)
        try:
            step()
        except Refusal:
            self.refused += 1
        yield before, self.builder.whistle, len(self.builder.happened) - told
