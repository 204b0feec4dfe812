"""Typed ids of the grid's records."""

from __future__ import annotations

from typing import NewType

HouseholdId = NewType("HouseholdId", str)
"""One household (户) of the registry; opaque."""

PersonId = NewType("PersonId", str)
"""One person of the registry; opaque."""

PlanId = NewType("PlanId", str)
"""One plan that changes the grids of a village."""

RunId = NewType("RunId", str)
"""One yearly classification of a division."""

VisitId = NewType("VisitId", str)
"""One visit; the id the visitor's device gave it, so that sending it twice records it once."""

VacancyId = NewType("VacancyId", str)
"""One open place: a grid without a leader, a red household without its contact."""
