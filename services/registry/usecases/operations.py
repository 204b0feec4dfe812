"""The map of what can be done to one household: order → rule of the domain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from services.registry.domain.awards import GrantAward, RevokeAward, grant_award, revoke_award
from services.registry.domain.events import Outcome
from services.registry.domain.household import Household
from services.registry.domain.incomes import RecordIncome, record_income
from services.registry.domain.membership import (
    AddMember,
    ChangeHead,
    RemoveMember,
    add_member,
    change_head,
    remove_member,
)
from services.registry.domain.needs import EndNeed, TagNeed, end_need, tag_need
from services.registry.domain.placement import PlaceHousehold, place
from services.registry.domain.restructuring import MoveHousehold, move

Rule = Callable[[Household, Any, date], Outcome]

OPERATIONS: Mapping[type, Rule] = {
    AddMember: add_member,
    RemoveMember: remove_member,
    ChangeHead: change_head,
    MoveHousehold: move,
    PlaceHousehold: place,
    TagNeed: tag_need,
    EndNeed: end_need,
    RecordIncome: record_income,
    GrantAward: grant_award,
    RevokeAward: revoke_award,
}
