"""Who may see and handle a matter: 检举控告, matters against a unit itself, names kept back.

信访工作条例 30, 46(5): a matter of discipline is never shown to or handed to the accused unit. Here
only the county's discipline channel has it, so that it passes through no other desk.
"""

from __future__ import annotations

from collections.abc import Iterable

from kit.model.division import DivisionCode, Tier
from kit.roles import Role

from .actor import Actor
from .ids import UnitCode
from .kinds import Channel, Disclosure
from .petition import Petition, Petitioner
from .petition_errors import ConflictOfInterest

_READERS = frozenset({Role.CLERK, Role.REVIEWER, Role.COMMAND})


def is_protected(petition: Petition) -> bool:
    """Whether only the discipline channel may see it."""
    return petition.channel is Channel.DISCIPLINE


def may_see(petition: Petition, who: Actor) -> bool:
    """Whether somebody may know of the appeal; its division is looked at elsewhere.

    An officer sees what the own unit has or had; nobody sees what accuses the own unit.
    """
    if who.unit is not None and who.unit == petition.accused_unit:
        return False
    if is_protected(petition):
        return Role.DISCIPLINE in who.roles
    if not who.roles.isdisjoint(_READERS):
        return True
    own = who.unit is not None and any(one.unit == who.unit for one in petition.assignments)
    return Role.HANDLER in who.roles and own


def require_no_conflict(petition: Petition, units: Iterable[UnitCode]) -> None:
    """Pass when none of the units is the accused one (信访工作条例 28: 回避).

    Raises:
        ConflictOfInterest: one is.
    """
    for unit in units:
        if unit == petition.accused_unit:
            raise ConflictOfInterest(id=petition.id, unit=unit)


def require_center(petition: Petition, to: DivisionCode) -> None:
    """Pass when a center may have the appeal.

    Raises:
        ConflictOfInterest: a protected one would leave the county's discipline channel.
    """
    if is_protected(petition) and to.tier is not Tier.COUNTY:
        raise ConflictOfInterest(id=petition.id, unit=to)


def has_contact(petitioner: Petitioner) -> bool:
    """Whether there is anything to reveal of a petitioner."""
    return petitioner.disclosure is not Disclosure.ANONYMOUS


def is_shown(petitioner: Petitioner) -> bool:
    """Whether name and phone may be shown masked, without a purpose."""
    return petitioner.disclosure is Disclosure.NAMED
