"""The award history a household is assessed by."""

from __future__ import annotations

from .policy import ColourPolicy
from .values import Awards


def with_parent_awards(own: Awards, parent: Awards, policy: ColourPolicy) -> Awards:
    """Return the awards of a household split off from a parent.

    The parent's stand in for the years in which it did not exist (gap 5), under a policy that
    says so; otherwise those years stay unknown.
    """
    if not policy.split_inherits_awards:
        return own
    first, second, third = (
        theirs if ours is None else ours for ours, theirs in zip(own, parent, strict=True)
    )
    return first, second, third
