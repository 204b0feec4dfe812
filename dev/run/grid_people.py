"""Who leads which grid of the sample county: invented residents, chosen the same way every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gov321.grid.v1 import grid_pb2 as pb
from gov321.grid.v1.grid_service_pb2 import Village
from gov321.registry.v1.household_pb2 import Household

from dev.sample.generate import households
from kit.masking import mask_name

POST_OF_LEVEL: Mapping[int, pb.Post.ValueType] = {
    1: pb.POST_COMMITTEE_MEMBER,
    2: pb.POST_GROUP_HEAD,
    3: pb.POST_CORE_HOUSEHOLDER,
}
OTHER_LINES = (pb.POST_DEPUTY, pb.POST_PARTY_MEMBER)
"""Besides the leaders of grids each village has one of each for the other two lines."""

Names = Mapping[tuple[str, str], str]
"""Name of the head by village and 户编号: the API shows names masked, a post wants them clear."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one household, who may be given a post."""

    household: str
    person: str
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Appointment:
    """Somebody takes a post, unless they hold it, and leads a grid unless `grid` is empty."""

    head: Head
    post: pb.Post.ValueType
    takes_post: bool
    grid: str = ""


def sample_names(count: int) -> Names:
    """Return who heads which household of a sample county of this size."""
    return {(one.village, one.number): one.people[0].name for one in households(count)}


def head_of(household: Household, names: Names) -> Head | None:
    """Return the head of a household; None when it is not the one the sample tells of."""
    name = names.get((household.division, household.number), "")
    for member in household.members:
        if member.person_id == household.head_person_id and member.name == mask_name(name):
            return Head(household.id, member.person_id, name)
    return None


def appointments(
    village: Village, leaves: Mapping[str, str], heads: Mapping[str, Head]
) -> Iterator[Appointment]:
    """Yield who leads each grid without a leader, and who is on the lines that nobody is on.

    Args:
        village: the village with its live grids and the posts held.
        leaves: household → leaf it sits in.
        heads: household → its head, of those that may be given a post.
    """
    held = {(posting.person_id, posting.post) for posting in village.postings}
    candidates = sorted(household for household in leaves if household in heads)
    for grid in village.grids:
        inside = [one for one in candidates if leaves[one].startswith(grid.code)]
        if inside and not grid.leader.person_id:
            head, post = heads[inside[grid.level % len(inside)]], POST_OF_LEVEL[grid.level]
            taken = (head.person, post) in held
            held.add((head.person, post))
            yield Appointment(head, post, not taken, grid.code)
    posts = {post for _, post in held}
    for at, post in enumerate(OTHER_LINES, start=1):
        if candidates and post not in posts:
            yield Appointment(heads[candidates[-at % len(candidates)]], post, takes_post=True)
