"""The life cycle of a dispute as one table, and the one function that moves a dispute by it.

A row says: this step starts from these states, leads to that one (None: it stays), does this, and
stops and starts these clocks. `check_table` runs at import. Who may take a step is the table of
operations (`rpc/operations*.py`): the committee's staff, for every step the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from . import dispute_changes as changes
from .clocks import Clock, ClockKind
from .dispute import Dispute, DisputeEntry
from .dispute_changes import Change, Ground
from .dispute_errors import DisputeStepNotAllowed
from .dispute_events import (
    DisputeEvent,
    DisputeExpired,
    DisputeMoved,
    DisputeOutcome,
    DisputeWarned,
    MediationAgreed,
    MediationFailed,
    RiskFlagged,
    RiskReported,
)
from .dispute_orders import DisputeOrder, LookAfter
from .dispute_step import AGREED, FINAL, STATE_LABELS, STEP_LABELS, DisputeState, DisputeStep
from .record_clocks import begun, begun_until, fire, stopped

_S, _D, _C = DisputeState, DisputeStep, ClockKind
_OPEN = frozenset({_S.REGISTERED, _S.MEDIATING, _S.SIGNING})
_NONE: frozenset[ClockKind] = frozenset()
_ALL = frozenset({_C.FINISH, _C.PERFORMANCE, _C.COURT})
_TALKED = frozenset({_C.FINISH})

RUNS: Mapping[DisputeState, ClockKind] = {
    _S.REGISTERED: _C.FINISH,
    _S.MEDIATING: _C.FINISH,
    _S.SIGNING: _C.FINISH,
    _S.EFFECTIVE: _C.PERFORMANCE,
}
"""The clock nobody may stop in a state without starting another: none is left to be forgotten."""


@dataclass(frozen=True, slots=True)
class Row:
    """One step: from where, to where (None: it stays), what is done, which clocks."""

    step: DisputeStep
    starts: frozenset[DisputeState]
    to: DisputeState | None
    change: Change
    stops: frozenset[ClockKind] = _NONE
    begins: tuple[ClockKind, ...] = ()


def _at(*states: DisputeState) -> frozenset[DisputeState]:
    return frozenset(states)


_BEGUN = (_C.PERFORMANCE, _C.COURT)
_LOOK = frozenset({_C.PERFORMANCE})

ROWS = (
    Row(_D.CONSENT, _at(_S.REGISTERED), None, changes.consent),
    Row(_D.NAME_MEDIATORS, _at(_S.REGISTERED, _S.MEDIATING), None, changes.name_mediators),
    Row(_D.BEGIN, _at(_S.REGISTERED), _S.MEDIATING, changes.begin),
    Row(_D.SESSION, _at(_S.MEDIATING), None, changes.record_session),
    Row(_D.AGREE_ORALLY, _at(_S.MEDIATING), _S.EFFECTIVE, changes.agree_orally, _TALKED, _BEGUN),
    Row(_D.DRAFT, _at(_S.MEDIATING), _S.SIGNING, changes.draft),
    Row(_D.SIGN, _at(_S.SIGNING), None, changes.sign),
    Row(_D.SEAL, _at(_S.SIGNING), _S.EFFECTIVE, changes.seal, _TALKED, _BEGUN),
    Row(_D.REFUSE, _OPEN, _S.FAILED, changes.refuse, _ALL),
    Row(_D.END, _OPEN, _S.FAILED, changes.end, _ALL),
    Row(
        _D.FOLLOW_UP,
        _at(_S.EFFECTIVE),
        None,
        changes.look_after,
        _LOOK,
        (_C.PERFORMANCE,),
    ),
    Row(_D.PERFORM, _at(_S.EFFECTIVE), _S.PERFORMED, changes.perform, _ALL),
    Row(_D.BREAK_OFF, _at(_S.EFFECTIVE), _S.BROKEN, changes.break_off, _ALL),
    Row(_D.ASK_COURT, _at(_S.EFFECTIVE), None, changes.ask_court, frozenset({_C.COURT})),
    Row(_D.COURT_RESULT, AGREED, None, changes.record_court),
    Row(_D.FLAG_RISK, _OPEN | {_S.EFFECTIVE}, None, changes.flag_risk),
    Row(_D.REPORT_RISK, frozenset(_S), None, changes.report_risk),
)
"""Every step but the registration, which begins a dispute in REGISTERED."""


def take_step(dispute: Dispute, order: DisputeOrder, ground: Ground) -> DisputeOutcome:
    """Return how a dispute stands after a step, and what happened.

    Raises:
        DisputeStepNotAllowed: the step does not start from there.
        Refusal: what the step needs is not there.
    """
    row, before = _TABLE[order.step], dispute.state
    if before not in row.starts:
        raise _not_allowed(dispute, row)
    after = row.to or before
    entry = DisputeEntry(ground.at, order.step, ground.by, before, after, order.note)
    changed = replace(
        row.change(dispute, order, ground),
        state=after,
        history=(*dispute.history, entry),
    )
    changed = replace(changed, clocks=_clocks(changed, row, order, ground))
    return changed, (DisputeMoved(order.step, before, after), *_told(changed, before, order))


def fire_due(dispute: Dispute, now: datetime) -> DisputeOutcome:
    """Return the dispute after a timer looked at it, and what it tells; nothing when none is due.

    The end of a clock moves nothing: nobody is mediated, and no agreement kept, by a timer.
    """
    clocks, told = fire(dispute.clocks, now)
    facts = tuple(
        DisputeExpired(one.kind) if one.percent is None else DisputeWarned(one.kind, one.percent)
        for one in told
    )
    return (replace(dispute, clocks=clocks), facts) if facts else (dispute, ())


def check_table(rows: Iterable[Row]) -> None:
    """Pass when every step has one row, every state is reached and left, and none lacks a clock.

    Raises:
        ValueError: the table is wrong; it names the state or step.
    """
    rows = tuple(rows)
    steps = [row.step for row in rows]
    for step in DisputeStep:
        if steps.count(step) != (step is not _D.REGISTER):
            raise ValueError(f"step {step.value} has {steps.count(step)} rows")
    _check_ways({(a, row.to) for row in rows for a in row.starts if row.to is not None})
    for row in rows:
        for state in row.starts:
            _check_clock(row, state)


def _check_ways(ways: set[tuple[DisputeState, DisputeState]]) -> None:
    reached = _closure({_S.REGISTERED}, ways)
    ending = _closure(set(FINAL), {(b, a) for a, b in ways})
    for state in DisputeState:
        if state not in reached:
            raise ValueError(f"no way leads to {state.value}")
        if state not in ending:
            raise ValueError(f"no way leads from {state.value} to an end")
        if state in FINAL and any(a is state for a, _ in ways):
            raise ValueError(f"{state.value} is an end and is left")
    if _S.FAILED in _closure(set(AGREED), ways):
        raise ValueError("what was agreed fails")


def _check_clock(row: Row, before: DisputeState) -> None:
    after = row.to or before
    kept, wanted = RUNS.get(before), RUNS.get(after)
    runs = {kind for kind in (kept,) if kind not in row.stops} | set(row.begins)
    if wanted is not None and wanted not in runs:
        raise ValueError(f"{row.step.value} leaves {after.value} without its clock")
    if wanted is None and kept is not None and kept in runs:
        raise ValueError(f"{row.step.value} ends with a clock that runs")


def _closure(
    start: set[DisputeState], ways: set[tuple[DisputeState, DisputeState]]
) -> set[DisputeState]:
    found, size = set(start), 0
    while len(found) > size:
        size = len(found)
        found |= {b for a, b in ways if a in found}
    return found


def _clocks(dispute: Dispute, row: Row, order: DisputeOrder, ground: Ground) -> tuple[Clock, ...]:
    clocks = stopped(dispute.clocks, row.stops, ground.at)
    new = (_begun(kind, dispute, order, ground) for kind in row.begins)
    return (*clocks, *(clock for clock in new if clock is not None))


def _begun(kind: ClockKind, dispute: Dispute, order: DisputeOrder, ground: Ground) -> Clock | None:
    agreement = changes.agreement_of(dispute)
    if kind is _C.COURT:
        if not changes.may_go_to_court(agreement):
            return None
        return begun(kind, changes.COURT_SPAN, ground.at, ground.calendars)
    last = order.next if isinstance(order, LookAfter) else agreement.perform_by
    return begun_until(kind, max(last, ground.today), ground.at, ground.calendars)


def _told(dispute: Dispute, before: DisputeState, order: DisputeOrder) -> Iterable[DisputeEvent]:
    """What a step means to others, besides that it was taken."""
    if order.step is _D.FLAG_RISK:
        yield RiskFlagged()
    if order.step is _D.REPORT_RISK:
        yield RiskReported()
    if dispute.state is before:
        return
    if dispute.state is _S.EFFECTIVE:
        yield MediationAgreed(changes.agreement_of(dispute).written)
    if dispute.end_reason is not None:
        yield MediationFailed(dispute.end_reason)


def _not_allowed(dispute: Dispute, row: Row) -> DisputeStepNotAllowed:
    return DisputeStepNotAllowed(
        id=dispute.id,
        step=STEP_LABELS[row.step],
        state=STATE_LABELS[dispute.state],
        states="、".join(label for state, label in STATE_LABELS.items() if state in row.starts),
    )


_TABLE = {row.step: row for row in ROWS}
check_table(ROWS)
