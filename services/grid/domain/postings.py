"""Posts in the village (任职): taken, left, run out, or ended with the person.

What hangs on a post ends with it: a leadership that rests on no other post of the same person.
Contacts of households follow by the fact `PostLeft`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kit.model.errors import InvalidValue, NotFound

from .events import Outcome, PostLeft, PostTaken, VillageEvent
from .ids import HouseholdId, PersonId
from .leading import end_leaderships, live_leaderships, rests_on
from .line_errors import NotInPost, PostHeldAlready, PostStillNeeded
from .line_rules import require_given, require_past
from .lines import EndReason, Leadership, Post, Posting
from .village import Village

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TakePost:
    """Somebody takes a post; `term_end` is the last day of the term, if there is one."""

    person: PersonId
    name: str = field(repr=False)
    post: Post
    since: date
    household: HouseholdId | None = None
    term_end: date | None = None


@dataclass(frozen=True, slots=True)
class LeavePost:
    """Somebody leaves a post; `on` is the first day without."""

    person: PersonId
    post: Post
    on: date
    reason: EndReason


def live_postings(village: Village) -> Iterator[Posting]:
    """Yield the postings that have not ended."""
    return (item for item in village.postings if item.until is None)


def posting_after(village: Village, order: TakePost | LeavePost) -> Posting:
    """Return the posting that an order made or ended; spells of a post do not share a day.

    Raises:
        NotFound: the order was not carried out here.
    """
    for item in reversed(village.postings):
        taken = isinstance(order, TakePost) and item.since == order.since
        left = isinstance(order, LeavePost) and item.until == order.on
        if (item.person, item.post) == (order.person, order.post) and (taken or left):
            return item
    raise NotFound(what="任职", id=order.person)


def take_post(village: Village, order: TakePost, today: date) -> Outcome:
    """Give somebody a post, beside any other posts they hold.

    Raises:
        Refusal: a day in the future, a term that ends before it begins, or held in these days.
    """
    require_past(order.since, today, "任职日期")
    if order.term_end is not None and order.term_end < order.since:
        why = f"任期届满日 {order.term_end} 早于任职日期 {order.since}"
        raise InvalidValue(field="任期", why=why)
    for item in village.postings:
        if (item.person, item.post) == (order.person, order.post) and _meets(item, order):
            raise PostHeldAlready(person=order.person, since=item.since)
    new = Posting(
        order.person, order.name, order.post, order.since, order.household, order.term_end
    )
    after = replace(village, postings=(*village.postings, new))
    return after, (PostTaken(order.person, order.post),)


def leave_post(village: Village, order: LeavePost, today: date) -> Outcome:
    """End a post, with the leaderships that rest on it alone.

    Raises:
        Refusal: a day in the future or before what was done in the post, or not held on the day.
    """
    require_past(order.on, today, "离任日期")
    require_given(order.reason)
    held = _held(village, order)
    earliest = _earliest_end(village, held)
    if order.on < earliest:
        raise PostStillNeeded(person=order.person, earliest=earliest)
    return _ended(village, held, order.reason, order.on)


def terms_over(village: Village, today: date) -> Outcome:
    """End the posts whose term has run out, on the day after its last."""
    happened: tuple[VillageEvent, ...] = ()
    for posting in tuple(live_postings(village)):
        if posting.term_end is not None and posting.term_end < today:
            day = posting.term_end + _DAY
            village, facts = _ended(village, posting, EndReason.TERM_OVER, day)
            happened += facts
    return village, happened


def people_gone(village: Village, gone: Mapping[PersonId, EndReason], today: date) -> Outcome:
    """End posts and leaderships of people who died or left; vacancies open."""
    happened: tuple[VillageEvent, ...] = ()
    for posting in tuple(live_postings(village)):
        if posting.person in gone:
            village, facts = _ended(village, posting, gone[posting.person], today)
            happened += facts
    return village, happened


def _meets(item: Posting, order: TakePost) -> bool:
    """Whether two spells of the same post share a day; what has no end lasts for ever."""
    last = item.until - _DAY if item.until is not None else item.term_end or date.max
    return item.since <= (order.term_end or date.max) and order.since <= last


def _held(village: Village, order: LeavePost) -> Posting:
    """The posting that is left: the last one, if the person took the post more than once."""
    found = [
        item
        for item in live_postings(village)
        if (item.person, item.post) == (order.person, order.post)
        and item.since <= order.on
        and (item.term_end is None or order.on - _DAY <= item.term_end)
    ]
    if not found:
        raise NotInPost(person=order.person, on=order.on)
    return max(found, key=lambda item: item.since)


def _earliest_end(village: Village, posting: Posting) -> date:
    """The first day that leaves what was done in the post within it."""
    led = [item for item in village.leaderships if rests_on(item, posting)]
    days = [item.until or item.since for item in led if posting.since <= item.since]
    if posting.post is Post.DEPUTY:
        held = [item.on for item in village.sessions if item.deputy == posting.person]
        days += [day + _DAY for day in held if posting.holds_on(day)]
    return max([posting.since, *days])


def _ended(village: Village, posting: Posting, reason: EndReason, on: date) -> Outcome:
    until = max(_within_term(posting, on), posting.since)
    kept = tuple(
        replace(item, until=until, end_reason=reason) if item == posting else item
        for item in village.postings
    )
    after = replace(village, postings=kept)
    lost = tuple(item for item in live_leaderships(village) if _lost(after, item, posting, until))
    left, facts = end_leaderships(after, lost, reason, until)
    return left, (PostLeft(posting.person, posting.post, reason), *facts)


def _within_term(posting: Posting, on: date) -> date:
    """The day, or the one after the term where nobody had told yet that it ran out."""
    last = on - _DAY if posting.term_end is None else min(on - _DAY, posting.term_end)
    return last + _DAY


def _lost(village: Village, item: Leadership, posting: Posting, on: date) -> bool:
    """Whether a leadership rested on the posting and rests on no other from that day on.

    A spell of an earlier term, told late, does not touch a leadership that began after it.
    """
    day = max(on, item.since)
    others = (other for other in live_postings(village) if other.holds_on(day))
    return rests_on(item, posting) and not any(rests_on(item, other) for other in others)
