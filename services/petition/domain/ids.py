"""Typed ids of the petition service's records."""

from __future__ import annotations

from typing import NewType

PetitionId = NewType("PetitionId", str)
"""One appeal (诉求), for its whole life and at every center; opaque."""

PetitionerId = NewType("PetitionerId", str)
"""One petitioner of one appeal; opaque, not a person of the registry."""

UnitCode = NewType("UnitCode", str)
"""A unit that handles matters (主责单位, 协办单位), by its code in the county's dictionary."""

CategoryCode = NewType("CategoryCode", str)
"""A category of the second level, e.g. `D08` (domain §4.1)."""

AttachmentId = NewType("AttachmentId", str)
"""One attached file."""

DisputeId = NewType("DisputeId", str)
"""One dispute (矛盾纠纷); opaque."""

PartyId = NewType("PartyId", str)
"""One party of one dispute; opaque, not a person of the registry."""

WhistleId = NewType("WhistleId", str)
"""One call from below (吹哨报到); opaque."""

DeliberationId = NewType("DeliberationId", str)
"""One deliberation (两说一商); opaque."""

ProposerId = NewType("ProposerId", str)
"""One who raised a topic: the registry's id of the person, or an opaque one."""

TaskId = NewType("TaskId", str)
"""One task sent down to villages; opaque."""

ItemCode = NewType("ItemCode", str)
"""An item of the county's catalogue of tasks (村级事务目录), by its code."""
