"""Typed ids of the registry's records."""

from __future__ import annotations

from typing import NewType

HouseholdId = NewType("HouseholdId", str)
"""One household (户), for its whole life; opaque."""

PersonId = NewType("PersonId", str)
"""One person, kept when the person moves to another household; opaque."""

CorrectionId = NewType("CorrectionId", str)
"""One requested correction of a household's data."""

CaseId = NewType("CaseId", str)
"""One duplicate case: the pair of persons that may be one."""
