"""What a county sets for its appeals, read from JSON files: rules by date, days off, units.

An empty path takes the default that comes with the service. Beside every number stands `basis`,
the clause it comes from.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from kit.model.division import Tier
from kit.model.errors import InvalidValue
from services.petition.domain.clocks import ClockKind, Span, TimeKind
from services.petition.domain.kinds import Channel, MatterType, Urgency
from services.petition.domain.policy import (
    Consequence,
    Follow,
    PetitionPolicy,
    Spans,
    check_policy,
)
from services.petition.domain.rules import Rules
from services.petition.domain.states import State

from .calendars import load_calendars
from .data_file import Entry, TierName, read_list
from .reference import load_reference

_POLICIES = "诉求办理口径"
_KEYS = (
    "version",
    "valid_from",
    "valid_to",
    "urgency",
    "urgency_first",
    "channels",
    "matters",
    "tiers",
    "common",
    "extension_days",
    "channel_extension_days",
    "returns_limit",
    "reopen_limit",
    "roll_over",
    "consequences",
)
_UNITS = {
    "minutes": (1, TimeKind.ELAPSED),
    "hours": (60, TimeKind.ELAPSED),
    "calendar_days": (1, TimeKind.CALENDAR_DAYS),
    "working_days": (1, TimeKind.WORKING_DAYS),
}
"""Key of a span → how many of its amount, and how it is counted."""


def load_rules(
    policy: str = "",
    calendars: str = "",
    categories: str = "",
    units: str = "",
    responsibilities: str = "",
) -> Rules:
    """Return all a county has set, from five files.

    Raises:
        InvalidValue: a file or a key of it is wrong; the text names the key.
        OSError: a file cannot be read.
    """
    return Rules(
        policies=load_policies(policy),
        years=load_calendars(calendars),
        reference=load_reference(categories, units, responsibilities),
    )


def load_policies(file: str = "") -> tuple[PetitionPolicy, ...]:
    """Return the versions of the rules, in the order of their days.

    Raises:
        InvalidValue: the file or a key of it is wrong, or two versions hold on one day.
        OSError: it cannot be read.
    """
    policies = [_policy(entry) for entry in read_list(file, "policy.json", _POLICIES)]
    policies.sort(key=lambda policy: policy.valid_from)
    for earlier, later in pairwise(policies):
        if later.valid_from < earlier.valid_to:
            why = f"版本 {earlier.version} 与 {later.version} 的有效期重叠"
            raise InvalidValue(field=f"{_POLICIES}的 valid_from", why=why)
    return tuple(policies)


def _policy(entry: Entry) -> PetitionPolicy:
    entry.only(_KEYS)
    tiers = entry.table("tiers", TierName, _spans)
    policy = PetitionPolicy(
        version=entry.text("version"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to", date.max),
        urgency=entry.table("urgency", Urgency, _spans),
        urgency_first=entry.members("urgency_first", Urgency),
        channels=entry.table("channels", Channel, _spans),
        matters=entry.table("matters", MatterType, _spans),
        tiers={Tier[name.name]: spans for name, spans in tiers.items()},
        common=_spans(entry.part("common")),
        extension_days=entry.table("extension_days", Urgency, _days),
        channel_extension_days=entry.table("channel_extension_days", Channel, _days),
        returns_limit=_count(entry.part("returns_limit")),
        reopen_limit=_count(entry.part("reopen_limit")),
        roll_over=_on(entry.part("roll_over")),
        consequences=tuple(_consequence(one) for one in entry.parts("consequences")),
    )
    try:
        check_policy(policy)
    except InvalidValue as wrong:
        field, why = wrong.fields["field"], wrong.fields["why"]
        raise entry.wrong(field, why) from None
    return policy


def _spans(entry: Entry) -> Spans:
    spans: dict[ClockKind, Span] = {}
    for name in entry.values:
        kind = entry.member(name, name, ClockKind)
        spans[kind] = _span(entry.part(name))
    return spans


def _span(entry: Entry) -> Span:
    entry.only((*_UNITS, "basis"))
    entry.text("basis")
    given = [name for name in _UNITS if name in entry.values]
    if len(given) != 1:
        raise entry.wrong("、".join(_UNITS), "须填写且只填写其中一项")
    [name] = given
    factor, kind = _UNITS[name]
    return Span(entry.count(name, least=0) * factor, kind)


def _days(entry: Entry) -> int:
    entry.only(("days", "basis"))
    entry.text("basis")
    return entry.count("days")


def _count(entry: Entry) -> int:
    entry.only(("count", "basis"))
    entry.text("basis")
    return entry.count("count")


def _on(entry: Entry) -> bool:
    entry.only(("on", "basis"))
    entry.text("basis")
    return entry.flag("on")


def _consequence(entry: Entry) -> Consequence:
    entry.only(("kind", "states", "follow", "basis"))
    entry.text("basis")
    return Consequence(
        kind=entry.one_of("kind", ClockKind),
        states=entry.members("states", State),
        follow=entry.one_of("follow", Follow),
    )
