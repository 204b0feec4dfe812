"""The inputs of a verdict as one text: what its fingerprint is made of."""

from __future__ import annotations

from .values import ColourInputs

FORM = "colour-inputs/1"
"""Names the canonical text; a new form of it gets a new name."""


def canonical_text(inputs: ColourInputs) -> str:
    """Return the inputs as a text, the same in every process; it names needs, so keep it nowhere.

    There are few needs, so a plain hash of it would be as good as the text: `wire/fingerprint.py`
    takes a key.
    """
    needs = sorted(f"{need.code.value}:{need.grade}" for need in inputs.needs)
    awards = ("?" if award is None else str(int(award)) for award in inputs.awards)
    income = "?" if inputs.income_cents is None else str(inputs.income_cents)
    return "|".join((FORM, income, str(inputs.persons), ",".join(awards), ",".join(needs)))
