"""The life cycle of a deliberation as one table, and the one function that moves it by the table.

A row says: this step starts from these states, leads to that one (None: it stays), does this, and
stops and starts these clocks. The table is checked at import. Who may take a step is the table of
operations (`rpc/operations_deliberation.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from . import deliberation_changes as changes
from . import deliberation_orders as orders
from .clocks import Clock, ClockKind
from .deliberation import Deliberation, DeliberationEntry
from .deliberation_changes import (
    RESULT_STEPS,
    STAGES,
    DeliberationChange,
    DeliberationGround,
)
from .deliberation_errors import DeliberationStepNotAllowed
from .deliberation_events import (
    DeliberationEvent,
    DeliberationExpired,
    DeliberationMoved,
    DeliberationOutcome,
    DeliberationWarned,
    ExecutionChanged,
    NotAdoptedTold,
    VoteClosed,
)
from .deliberation_step import (
    FINAL,
    STATE_LABELS,
    STEP_LABELS,
    DeliberationState,
    DeliberationStep,
)
from .life_table import Life, Way, check_life
from .record_clocks import begun, begun_until, fire, stopped

_S, _D, _C = DeliberationState, DeliberationStep, ClockKind
_NONE: frozenset[ClockKind] = frozenset()

RUNS = {
    **dict.fromkeys((_S.RAISED, _S.TALKING, _S.MET, _S.OPINION, _S.ASSIGNED, _S.VOTING), _C.FINISH),
    _S.DECIDED: _C.PERFORMANCE,
    _S.EXECUTING: _C.PERFORMANCE,
    _S.EXECUTED: _C.PUBLISH,
    _S.PUBLICISED: _C.PUBLICITY,
    _S.NOT_ADOPTED: _C.FEEDBACK,
}
"""The clock that runs in a state: none that is open is left to be forgotten."""


@dataclass(frozen=True, slots=True)
class Row:
    """One step: from where, to where (None: it stays), what is done, which clocks."""

    step: DeliberationStep
    starts: frozenset[DeliberationState]
    to: DeliberationState | None
    change: DeliberationChange
    stops: frozenset[ClockKind] = _NONE
    begins: frozenset[ClockKind] = _NONE


def _at(*states: DeliberationState) -> frozenset[DeliberationState]:
    return frozenset(states)


def _on(*kinds: ClockKind) -> frozenset[ClockKind]:
    return frozenset(kinds)


_LATER = _at(_S.MET, _S.OPINION, _S.ASSIGNED)
_EARLY = _at(_S.RAISED, _S.TALKING) | _LATER
_DECIDING, _DOING = _on(_C.FINISH), _on(_C.PERFORMANCE)
_OWED = _on(_C.FEEDBACK)

ROWS = (
    Row(_D.TALK, _at(_S.RAISED), _S.TALKING, changes.talk),
    Row(_D.TALK, _at(_S.TALKING) | _LATER, None, changes.talk),
    Row(_D.MEET, _at(_S.TALKING), _S.MET, changes.meet),
    Row(_D.MEET, _LATER, None, changes.meet),
    Row(_D.OPINE, _at(_S.MET), _S.OPINION, changes.opine),
    Row(_D.ASSIGN, _at(_S.OPINION), _S.ASSIGNED, changes.assign),
    Row(_D.CALL_VOTE, _at(_S.ASSIGNED), _S.VOTING, changes.call_vote),
    Row(_D.CAST, _at(_S.VOTING), None, changes.cast),
    Row(_D.VOID, _at(_S.VOTING), None, changes.void),
    Row(_D.CARRY, _at(_S.VOTING), _S.DECIDED, changes.close_vote, _DECIDING, _DOING),
    Row(_D.LOSE, _at(_S.VOTING), _S.NOT_ADOPTED, changes.close_vote, _DECIDING, _OWED),
    Row(_D.MISS_QUORUM, _at(_S.VOTING), _S.ASSIGNED, changes.close_vote),
    Row(_D.DECIDE, _at(_S.ASSIGNED), _S.DECIDED, changes.decide, _DECIDING, _DOING),
    Row(_D.DECLINE, _EARLY, _S.NOT_ADOPTED, changes.as_it_is, _DECIDING, _OWED),
    Row(_D.FEED_BACK, _at(_S.NOT_ADOPTED), _S.FED_BACK, changes.feed_back, _OWED),
    Row(_D.BEGIN, _at(_S.DECIDED), _S.EXECUTING, changes.execute),
    Row(_D.PROGRESS, _at(_S.EXECUTING), None, changes.execute),
    Row(_D.DELAY, _at(_S.EXECUTING), None, changes.delay, _DOING, _DOING),
    Row(_D.COMPLETE, _at(_S.EXECUTING), _S.EXECUTED, changes.execute, _DOING, _on(_C.PUBLISH)),
    Row(
        _D.PUBLICISE,
        _at(_S.EXECUTED),
        _S.PUBLICISED,
        changes.publicise,
        _on(_C.PUBLISH),
        _on(_C.PUBLICITY),
    ),
    Row(_D.CLOSE, _at(_S.PUBLICISED), _S.CLOSED, changes.close, _on(_C.PUBLICITY)),
)
"""Every step but the first, which begins a deliberation in RAISED."""


def take_step(
    it: Deliberation, order: orders.DeliberationOrder, ground: DeliberationGround
) -> DeliberationOutcome:
    """Return how a deliberation stands after a step, and what happened.

    Minutes and ballots that are on record already change nothing, wherever it stands by now: they
    may be sent again by a device that was offline.

    Raises:
        DeliberationStepNotAllowed: the step does not start from there.
        Refusal: what the step needs is not there.
    """
    if is_known(it, order):
        return it, ()
    row, before = _row_of(it, order, ground), it.state
    after = row.to or before
    entry = DeliberationEntry(ground.at, row.step, ground.by, before, after, order.note)
    changed = replace(row.change(it, order, ground), state=after, history=(*it.history, entry))
    changed = replace(changed, clocks=_clocks(changed, row, ground))
    return changed, (DeliberationMoved(row.step, before, after), *_told(changed, row.step))


def is_known(it: Deliberation, order: orders.DeliberationOrder) -> bool:
    """Whether all that an order brings is on record, by the ids its client gave."""
    match order:
        case orders.RecordTalk():
            return any(talk.id == order.talk.id for talk in it.talks)
        case orders.RecordMeeting():
            return any(meeting.id == order.meeting.id for meeting in it.meetings)
        case orders.CastBallots():
            known = {ballot.id for vote in it.votes for ballot in vote.ballots}
            return all(slip.id in known for slip in order.slips)
        case _:
            return False


def fire_due(it: Deliberation, now: datetime) -> DeliberationOutcome:
    """Return the deliberation after a timer looked at it, and what it tells; nothing when none is.

    The end of a clock moves nothing: nobody agrees, and nothing is done, by a timer.
    """
    clocks, told = fire(it.clocks, now)
    facts = tuple(
        DeliberationExpired(one.kind)
        if one.percent is None
        else DeliberationWarned(one.kind, one.percent)
        for one in told
    )
    return (replace(it, clocks=clocks), facts) if facts else (it, ())


def check_table(rows: Iterable[Row]) -> None:
    """Pass when the table is whole and leads one way from every state.

    Raises:
        ValueError: it is not; the state or step is named.
    """
    rows = tuple(rows)
    pairs = [(row.step, state) for row in rows for state in row.starts]
    if len(set(pairs)) < len(pairs) or {row.step for row in rows} != set(_D) - {_D.RAISE}:
        raise ValueError("a step is missing or leads two ways")
    ways = [Way(row.step.value, row.starts, row.to, row.stops, row.begins) for row in rows]
    check_life(Life(frozenset(_S), _S.RAISED, FINAL, RUNS), ways)


def _row_of(it: Deliberation, order: orders.DeliberationOrder, ground: DeliberationGround) -> Row:
    step = order.step
    if isinstance(order, orders.CloseVote) and it.state is _S.VOTING:
        step = RESULT_STEPS[changes.vote_result(it, order, ground)]
    row = _TABLE.get((step, it.state))
    if row is None:
        raise _not_allowed(it, step)
    return row


def _clocks(it: Deliberation, row: Row, ground: DeliberationGround) -> tuple[Clock, ...]:
    clocks = stopped(it.clocks, row.stops, ground.at)
    return (*clocks, *(_begun(kind, it, ground) for kind in row.begins))


def _begun(kind: ClockKind, it: Deliberation, ground: DeliberationGround) -> Clock:
    policy, at, calendars = ground.policy, ground.at, ground.calendars
    if kind is _C.PUBLISH:
        return begun(kind, policy.publish, at, calendars)
    if kind is _C.FEEDBACK:
        return begun(kind, policy.feed_back, at, calendars)
    last = it.publicity[1] if kind is _C.PUBLICITY and it.publicity else it.execute_by
    return begun_until(kind, max(last or ground.today, ground.today), at, calendars)


def _told(it: Deliberation, step: DeliberationStep) -> Iterable[DeliberationEvent]:
    """What a step means to others, besides that it was taken."""
    if step in STAGES:
        yield ExecutionChanged(it.proposer_ids, STAGES[step])
    if step in RESULT_STEPS.values() and it.votes[-1].result is not None:
        yield VoteClosed(it.votes[-1].result)
    if step is _D.FEED_BACK:
        yield NotAdoptedTold(it.proposer_ids)


def _not_allowed(it: Deliberation, step: DeliberationStep) -> DeliberationStepNotAllowed:
    starts = {state for row in ROWS if row.step is step for state in row.starts}
    return DeliberationStepNotAllowed(
        id=it.id,
        step=STEP_LABELS[step],
        state=STATE_LABELS[it.state],
        states="、".join(label for state, label in STATE_LABELS.items() if state in starts),
    )


_TABLE = {(row.step, state): row for row in ROWS for state in row.starts}
check_table(ROWS)
