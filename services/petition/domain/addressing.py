"""Who is told of a write besides the readers of the facts: the receiver, and those who follow.

Facts go to the sites above by themselves. What a site below or beside has to know is addressed to
it (architecture §3): the handoff to the center that takes over, and a copy of the present state to
the home center and to every center that has had the matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kit.envelope import topic_events, topic_inbox, topic_public
from kit.model.division import DivisionCode, Tier
from kit.model.division_tree import DivisionTree
from kit.model.ids import SiteId
from kit.topology import Site, Topology

from .events import HandedOff
from .handing import may_write
from .kinds import Channel
from .petition import Petition

CONTEXT = "petition"
FACTS = topic_events(CONTEXT)
PUBLIC = topic_public(CONTEXT)


def inbox(site: SiteId) -> str:
    """Return the topic of what is addressed to a site."""
    return topic_inbox(CONTEXT, site)


@dataclass(frozen=True, slots=True)
class Routes:
    """The addresses of one site's writes."""

    topology: Topology
    here: Site

    def of(self, fact: object) -> tuple[str, ...]:
        """Return the topics a fact goes to: that of facts, a handoff also its receiver's inbox."""
        if not isinstance(fact, HandedOff):
            return (FACTS,)
        return FACTS, inbox(self.topology.site_of(fact.to_center).id)

    def ours(self, petition: Petition) -> bool:
        """Whether this site may write it."""
        return may_write(petition, self.topology, self.here)

    def followers(self, petition: Petition) -> tuple[str, ...]:
        """Return the inboxes of the sites that get a copy of the present state.

        Not this site, not the one that takes it over at this moment, and none above within whose
        scope the home lies: facts come to those by themselves.
        """
        sites = {self.topology.site_of(center).id for center in _concerned(petition)}
        sites -= {self.here.id}
        if petition.custody.in_flight:
            sites -= {self.topology.site_of(petition.custody.center).id}
        return tuple(inbox(id) for id in sorted(sites) if not self._hears(id, petition))

    def _hears(self, site: SiteId, petition: Petition) -> bool:
        other = self.topology.site(site)
        return _height(other.tier) > _height(self.here.tier) and other.covers(petition.home)


def _concerned(petition: Petition) -> Iterable[DivisionCode]:
    """The home center, those between it and the custodian, and all that have had the matter.

    A protected matter (检举控告) is told to nobody who has not had it: part 9 of the order.
    """
    yield petition.received_by
    yield from (line.center for line in petition.history)
    if petition.channel is Channel.DISCIPLINE:
        return
    custodian, center = petition.custody.center.tier, petition.home
    while _height(center.tier) < _height(custodian):
        yield center
        center = DivisionTree.parent(center) or petition.custody.center


def _height(tier: Tier) -> int:
    """Count tiers from the village up; `Tier` holds how many digits tell divisions apart."""
    return -tier.value
