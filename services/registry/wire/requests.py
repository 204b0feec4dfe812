"""Which household a command is for."""

from __future__ import annotations

from google.protobuf.message import Message

from kit.requests import request_of
from kit.text_limits import NAME, require_text
from services.registry.domain.ids import HouseholdId
from services.registry.usecases.desk import Target


def target_of(message: Message, request_id: str, household_id: str, revision: int) -> Target:
    """Return which household a command is for; revision 0 takes the present one."""
    household = HouseholdId(require_text("household_id", household_id, NAME, least=1))
    return Target(household, revision or None, request_of(message, request_id))
