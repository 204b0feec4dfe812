"""An appeal that random people, timers and events do random things to, rightly or wrongly."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from kit.model.errors import Refusal
from services.petition.domain import classifying, handling, rating, reviewing, taking
from services.petition.domain.actor import Actor
from services.petition.domain.events import HandoffReason, Outcome
from services.petition.domain.firing import fire
from services.petition.domain.handing import hand_off, take_over
from services.petition.domain.joining import join
from services.petition.domain.kinds import Channel, Disclosure, Urgency
from services.petition.domain.life_cycle import ROWS
from services.petition.domain.petition import Petition, Rating
from services.petition.domain.states import State
from services.petition.domain.step import Step
from services.petition.domain.steps import CENTER_DESK, Clocks
from services.petition.domain.submitting import NewPetitioner
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
    VILLAGE,
    a_petition,
    clocks,
    officer,
)

PEOPLE = (CLERK, REVIEWER, ARBITER, DISCIPLINE, GATEWAY, officer(UNIT), officer(OTHER_UNIT))
ABOVE = {VILLAGE: TOWN, TOWN: COUNTY, COUNTY: None}
CHANNELS = (Channel.ORDINARY, Channel.PETITION_LAW, Channel.PETITION_LAW, Channel.DISCIPLINE)
_FITTING = {state: {step for step, before in ROWS if before is state} for state in State}
Rule = Callable[[Petition, Actor], Outcome]


def two_petitioners() -> tuple[NewPetitioner, ...]:
    """Return one with a name and one without."""
    return NewPetitioner(Disclosure.NAMED, "王小明"), NewPetitioner(Disclosure.ANONYMOUS)


@dataclass
class PetitionWalk:
    """`step` does one thing; refusals are counted and change nothing."""

    seed: int
    random: random.Random = field(init=False)
    petition: Petition = field(init=False)
    taken: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        channel = self.random.choice(CHANNELS)
        urgency = self.random.choice(list(Urgency))
        begun = a_petition(
            f"walk-{self.seed}", urgency, channel=channel, petitioners=two_petitioners()
        )
        self.petition, self.now = begun.build(), begun.now

    @property
    def clocks(self) -> Clocks:
        """What clocks are set by now."""
        return clocks(self.now)

    def step(self) -> None:
        """Let time pass and do something."""
        self.now += timedelta(minutes=self.random.choice((1, 10, 60, 600, 2_000)))
        rule = self._take_over if self.petition.custody.in_flight else self._rule()
        try:
            self.petition, happened = rule(self.petition, self._somebody())
        except Refusal:
            self.refused += 1
        else:
            self.taken += bool(happened)

    def _somebody(self) -> Actor:
        """Mostly one who may: else nothing ever gets done."""
        if self.petition.channel is Channel.DISCIPLINE and self.random.random() < 0.7:
            return DISCIPLINE
        unit = self.petition.main_unit
        if unit is not None and unit != CENTER_DESK and self.random.random() < 0.5:
            return officer(unit)
        return self.random.choice((REVIEWER, ARBITER, CLERK, *PEOPLE))

    def _rule(self) -> Rule:
        """Mostly one that fits the state; now and then any."""
        rules = self._rules()
        fitting = [rule for step, rule in rules if step in _FITTING[self.petition.state]]
        if fitting and self.random.random() < 0.8:
            return self.random.choice(fitting)
        return self.random.choice([rule for _, rule in rules])

    def _rules(self) -> tuple[tuple[Step, Rule], ...]:
        return (
            (Step.ACCEPT, self._accept),
            (Step.REJECT, self._reject),
            (Step.ASSIGN, self._assign),
            (Step.ASSIGN, self._assign),
            (Step.CONTACT, self._contact),
            (Step.CONTACT, self._contact),
            (Step.RETURN, self._return),
            (Step.EXTEND, self._extend),
            (Step.PAUSE, self._pause),
            (Step.RESUME, self._resume),
            (Step.REPLY, self._reply),
            (Step.REPLY, self._reply),
            (Step.REPLY, self._reply),
            (Step.CONFIRM, self._confirm),
            (Step.CLOSE, self._close),
            (Step.CLOSE, self._close),
            (Step.RATE, self._rate),
            (Step.WITHDRAW, self._withdraw),
            (Step.REOPEN, self._reopen),
            (Step.REVIEW, self._review),
            (Step.RECEIVE, self._join),
            (Step.CLASSIFY, self._classify),
            (Step.HAND_OFF, self._hand_off),
            (Step.TAKE_OVER, self._take_over),
            (Step.TAKE_OVER, self._timers),
        )

    def _accept(self, one: Petition, who: Actor) -> Outcome:
        return taking.accept(one, taking.Acceptance(), who, self.now, self.clocks)

    def _reject(self, one: Petition, who: Actor) -> Outcome:
        if self.random.random() < 0.9:
            return one, ()
        return taking.reject(one, "向法院起诉", who, self.now, self.clocks, "涉诉")

    def _assign(self, one: Petition, who: Actor) -> Outcome:
        order = taking.AssignPetition(self.random.choice((UNIT, OTHER_UNIT, CENTER_DESK)))
        return taking.assign(one, order, None, who, self.now, self.clocks, "属其职责")

    def _contact(self, one: Petition, who: Actor) -> Outcome:
        return taking.contact(one, who, self.now, self.clocks, "已联系")

    def _return(self, one: Petition, who: Actor) -> Outcome:
        return taking.give_back(one, who, self.now, self.clocks, "不属本单位")

    def _extend(self, one: Petition, who: Actor) -> Outcome:
        days = self.random.randint(0, 35)
        return handling.extend(one, days, who, self.now, self.clocks, "情况复杂")

    def _pause(self, one: Petition, who: Actor) -> Outcome:
        return handling.pause(one, who, self.now, self.clocks, "等待听证")

    def _resume(self, one: Petition, who: Actor) -> Outcome:
        return handling.resume(one, who, self.now, self.clocks)

    def _reply(self, one: Petition, who: Actor) -> Outcome:
        return handling.reply(one, "已办理", who, self.now, self.clocks)

    def _confirm(self, one: Petition, who: Actor) -> Outcome:
        return handling.confirm(one, who, self.now, self.clocks)

    def _close(self, one: Petition, who: Actor) -> Outcome:
        return handling.close(one, who, self.now, self.clocks)

    def _rate(self, one: Petition, _: Actor) -> Outcome:
        if not one.petitioners:
            return one, ()
        petitioner, given = self.random.choice(one.petitioners), self.random.choice(list(Rating))
        above = ABOVE[one.custody.center]
        return rating.rate(one, petitioner.id, given, "", GATEWAY, self.now, self.clocks, above)

    def _withdraw(self, one: Petition, _: Actor) -> Outcome:
        if not one.petitioners or self.random.random() < 0.7:
            return one, ()
        petitioner = self.random.choice(one.petitioners)
        return rating.withdraw(one, petitioner.id, GATEWAY, self.now, self.clocks)

    def _reopen(self, one: Petition, who: Actor) -> Outcome:
        return reviewing.reopen(one, who, self.now, self.clocks, "问题复发")

    def _review(self, one: Petition, who: Actor) -> Outcome:
        above = ABOVE[one.custody.center]
        return reviewing.ask_review(one, who, self.now, self.clocks, "不服答复", above)

    def _classify(self, one: Petition, who: Actor) -> Outcome:
        if self.random.random() < 0.7:
            return one, ()
        order = classifying.ClassifyPetition(urgency=self.random.choice(list(Urgency)))
        return classifying.classify(one, order, who, self.now, self.clocks)

    def _join(self, one: Petition, who: Actor) -> Outcome:
        """Into a new one, or a new one into this."""
        if self.random.random() < 0.8:
            return one, ()
        fresh = a_petition(f"other-{self.seed}-{len(one.history)}", channel=one.channel).build()
        other = replace(fresh, custody=one.custody)
        if self.random.random() < 0.1:
            return join(one, other, who, self.now, self.clocks)[0]
        if len(one.petitioners) > 4:
            return one, ()
        return join(other, one, who, self.now, self.clocks)[1]

    def _hand_off(self, one: Petition, who: Actor) -> Outcome:
        to = self.random.choice((VILLAGE, TOWN, COUNTY))
        if self.random.random() < 0.8:
            return one, ()
        return hand_off(one, to, HandoffReason.MANUAL, who, self.now, "需上级协调")

    def _take_over(self, one: Petition, _: Actor) -> Outcome:
        if not one.custody.in_flight:
            return one, ()
        return take_over(None, one, self.now, self.clocks) or (one, ())

    def _timers(self, one: Petition, _: Actor) -> Outcome:
        fired = fire(one, self.now, self.clocks.policy)
        return fired.petition, fired.happened
