"""The life cycle of an appeal as one table, checked when it is loaded.

A row says: the step leads from these states to that one; these roles, or a timer or an event, may
take it, at centers of these tiers; it needs this; it stops and starts these clocks.
"""

from __future__ import annotations

from kit.roles import Role

from .clocks import ClockKind
from .petition import Origin
from .row import BELOW_TOP, BY_EVENT, BY_PERSON, OFFICE, PETITIONER, UNIT, Pause, Row
from .states import State
from .step import Step
from .table_check import check_table

_S, _C = State, ClockKind
_WITH_TIMER = BY_PERSON | {Origin.TIMER}
_WITH_EVENT = BY_PERSON | BY_EVENT
_ANY = frozenset(Origin)
_BEGINNING: frozenset[State] = frozenset()
_REGISTERED = frozenset({_S.REGISTERED})
_AT_UNIT = frozenset({_S.ASSIGNED, _S.IN_PROGRESS})
_OPEN = _REGISTERED | _AT_UNIT | {_S.ACCEPTED}
_UNANSWERED = _OPEN | {_S.SUSPENDED}
_ANSWERED = frozenset({_S.REPLIED, _S.CONFIRMED})
_CLOSED = frozenset({_S.CLOSED})
_ANSWER_CLOCKS = (_C.FINISH, _C.REVIEW_ANSWER, _C.RECHECK_ANSWER)

TABLE: tuple[Row, ...] = (
    Row(
        Step.SUBMIT,
        _BEGINNING,
        _S.REGISTERED,
        roles=OFFICE | {Role.GRID_LEADER, Role.SERVICE, Role.DISCIPLINE},
        origins=_WITH_EVENT,
        starts=(_C.ACCEPT,),
    ),
    Row(
        Step.ACCEPT,
        _REGISTERED,
        _S.ACCEPTED,
        roles=OFFICE,
        stops=(_C.ACCEPT,),
        starts=(_C.FINISH, _C.FIRST_CONTACT, _C.INTERIM, _C.CLIMB),
    ),
    Row(Step.REJECT, _REGISTERED, _S.REJECTED, roles=frozenset({Role.REVIEWER}), reason=True),
    Row(
        Step.ASSIGN,
        frozenset({_S.ACCEPTED}),
        _S.ASSIGNED,
        roles=OFFICE,
        stops=(_C.RETURN,),
        starts=(_C.RETURN,),
    ),
    Row(
        Step.CONTACT,
        frozenset({_S.ASSIGNED}),
        _S.IN_PROGRESS,
        roles=UNIT,
        own_unit=True,
        stops=(_C.FIRST_CONTACT,),
    ),
    Row(
        # spoken with again, which is the interim answer a matter of U1 is due (domain §4.2)
        Step.CONTACT,
        frozenset({_S.IN_PROGRESS}),
        None,
        roles=UNIT,
        own_unit=True,
        stops=(_C.INTERIM,),
    ),
    Row(
        # the clock of the answer keeps running
        Step.RETURN,
        _AT_UNIT,
        _S.ACCEPTED,
        roles=UNIT,
        own_unit=True,
        reason=True,
        stops=(_C.RETURN,),
    ),
    Row(
        Step.HAND_OFF,
        _REGISTERED,
        None,
        roles=OFFICE,
        origins=_ANY,
        reason=True,
        stops=(_C.ACCEPT,),
    ),
    Row(
        Step.HAND_OFF,
        _AT_UNIT | {_S.ACCEPTED},
        _S.ACCEPTED,
        roles=OFFICE,
        origins=_ANY,
        reason=True,
        stops=(_C.RETURN, _C.FIRST_CONTACT, _C.CLIMB),
    ),
    # each center has its own time to take the matter on; the answer stays due when it was
    Row(Step.TAKE_OVER, _REGISTERED, None, origins=BY_EVENT, starts=(_C.ACCEPT,)),
    Row(
        Step.TAKE_OVER,
        frozenset({_S.ACCEPTED}),
        None,
        origins=BY_EVENT,
        starts=(_C.FIRST_CONTACT, _C.CLIMB),
    ),
    Row(
        # 信访工作条例 34: once, approved by the one in charge, the reason is told
        Step.EXTEND,
        _AT_UNIT | {_S.ACCEPTED},
        None,
        roles=frozenset({Role.REVIEWER}),
        reason=True,
    ),
    Row(
        Step.PAUSE,
        frozenset({_S.IN_PROGRESS}),
        _S.SUSPENDED,
        roles=UNIT,
        own_unit=True,
        reason=True,
        starts=(_C.SUSPENSION,),
        pause=Pause.STAND,
    ),
    Row(
        Step.RESUME,
        frozenset({_S.SUSPENDED}),
        _S.IN_PROGRESS,
        roles=UNIT,
        origins=_WITH_TIMER,
        own_unit=True,
        stops=(_C.SUSPENSION,),
        pause=Pause.GO_ON,
    ),
    Row(
        Step.REPLY,
        frozenset({_S.IN_PROGRESS}),
        _S.REPLIED,
        roles=UNIT,
        own_unit=True,
        stops=(*_ANSWER_CLOCKS, _C.RETURN, _C.FIRST_CONTACT, _C.INTERIM, _C.CLIMB),
        starts=(_C.CONFIRM,),
    ),
    Row(
        Step.CONFIRM,
        frozenset({_S.REPLIED}),
        _S.CONFIRMED,
        roles=OFFICE,
        origins=_WITH_EVENT,
        stops=(_C.CONFIRM,),
        starts=(_C.RATE,),
    ),
    Row(Step.RATE, _ANSWERED, None, roles=PETITIONER),
    Row(
        # domain §4.2: dissatisfied, one re-handling by the next level
        Step.REDO,
        _ANSWERED,
        _S.ACCEPTED,
        origins=BY_EVENT,
        tiers=BELOW_TOP,
        climbs=True,
        stops=(_C.CONFIRM, _C.RATE),
        starts=(_C.FINISH,),
    ),
    Row(
        Step.CLOSE,
        frozenset({_S.CONFIRMED}),
        _S.CLOSED,
        roles=frozenset({Role.REVIEWER}),
        origins=_ANY,
    ),
    Row(
        Step.REOPEN,
        _CLOSED,
        _S.ACCEPTED,
        roles=OFFICE,
        reason=True,
        starts=(_C.FINISH,),
    ),
    Row(Step.WITHDRAW, _UNANSWERED, _S.WITHDRAWN, roles=PETITIONER),
    Row(Step.LEAVE, _UNANSWERED, None, roles=PETITIONER),
    Row(
        # 信访工作条例 35: within 30 days of the written reply, to the next level up
        Step.REVIEW,
        _CLOSED,
        _S.REGISTERED,
        roles=OFFICE,
        tiers=BELOW_TOP,
        reason=True,
        climbs=True,
        starts=(_C.REVIEW_ANSWER,),
    ),
    Row(
        # 信访工作条例 36
        Step.RECHECK,
        _CLOSED,
        _S.REGISTERED,
        roles=OFFICE,
        tiers=BELOW_TOP,
        reason=True,
        climbs=True,
        starts=(_C.RECHECK_ANSWER,),
    ),
    Row(Step.JOIN, _UNANSWERED, _S.JOINED, roles=OFFICE),
    Row(Step.RECEIVE, _UNANSWERED, None, roles=OFFICE),
    Row(Step.CLASSIFY, _OPEN, None, roles=OFFICE),
)


ROWS = {(row.step, state): row for row in TABLE for state in row.before or (None,)}
"""Step and state (None: nothing yet) → the row."""

check_table(TABLE)
