"""The verdict of one household, with everything that explains it."""

from __future__ import annotations

from .data_tasks import data_tasks
from .labels import reasons
from .needs import counted_classes
from .policy import ColourPolicy
from .rules import RULE_VERSION, decide
from .situation import situation_of
from .values import ColourInputs, Verdict, VillageMean, rules_of


def evaluate(inputs: ColourInputs, mean: VillageMean, policy: ColourPolicy) -> Verdict:
    """Return the verdict; the same arguments give the same one, to the last character."""
    decision = decide(situation_of(inputs, mean, policy), policy)
    return Verdict(
        colour=decision.colour,
        suggested=decision.suggested,
        matched=rules_of(decision.matched),
        reasons=reasons(decision, counted_classes(inputs.needs, policy), policy),
        data_tasks=data_tasks(inputs, mean),
        rule_version=RULE_VERSION,
        policy_version=policy.version,
    )
