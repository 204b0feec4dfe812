"""A stable hash of the inputs of a verdict, stored beside it."""

from __future__ import annotations

from hashlib import sha256

from .values import ColourInputs

FORM = "colour-inputs/1"
"""Names the canonical text; a new form of it gets a new name."""


def inputs_hash(inputs: ColourInputs) -> str:
    """Return the SHA-256 of a canonical text of the inputs, the same in every process."""
    needs = sorted(f"{need.code.value}:{need.grade}" for need in inputs.needs)
    awards = ("?" if award is None else str(int(award)) for award in inputs.awards)
    income = "?" if inputs.income_cents is None else str(inputs.income_cents)
    parts = (FORM, income, str(inputs.persons), ",".join(awards), ",".join(needs))
    return sha256("|".join(parts).encode()).hexdigest()
