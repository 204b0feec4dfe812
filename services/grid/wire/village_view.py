"""A village and its grids as they are shown; names in clear only to the office."""

from __future__ import annotations

from collections.abc import Iterator

from gov321.grid.v1 import grid_pb2 as pb
from gov321.grid.v1 import grid_service_pb2 as service_pb

from kit.commit import Versioned
from kit.masking import mask_name
from kit.wire_enum import reverse
from kit.wire_time import from_day, from_day_or_none
from services.grid.domain.coverage import LeafSize, leaf_sizes, size_reasons
from services.grid.domain.grid import Exemption, Grid, GridCode
from services.grid.domain.leading import leader_of, vacancies_of
from services.grid.domain.lines import Leadership, Vacancy
from services.grid.domain.policy import GridPolicy
from services.grid.domain.postings import live_postings
from services.grid.domain.structure import structure_of
from services.grid.domain.village import Membership, Ridge, Village

from .enums import END_REASON, SIZE_REASON
from .line_view import posting_view

_END_REASON = reverse(END_REASON)
_SIZE_REASON = reverse(SIZE_REASON)


class GridViews:
    """Shows the grids of one village; their sizes are counted once."""

    def __init__(self, village: Village, policy: GridPolicy, *, clear: bool) -> None:
        self._village = village
        self._policy = policy
        self._clear = clear
        self._leaves = leaf_sizes(village)
        self._structure = structure_of(village)

    def of_code(self, code: GridCode) -> pb.Grid:
        """Return the grid of a code that is there."""
        return self.of(next(grid for grid in self._village.grids if grid.code == code))

    def all(self, *, ended: bool = False, leaves_only: bool = False) -> Iterator[pb.Grid]:
        """Yield the grids by code."""
        for grid in sorted(self._village.grids, key=lambda grid: grid.code):
            leaf = self._structure.is_leaf(grid.code)
            if (grid.live or ended) and (leaf or not leaves_only):
                yield self.of(grid)

    def of(self, grid: Grid) -> pb.Grid:
        """Return one grid."""
        size, leaf = self._size(grid.code), self._structure.is_leaf(grid.code)
        persons = size.persons(self._policy.population)
        reasons = size_reasons(grid.level, size.households, persons, self._policy) if leaf else ()
        message = pb.Grid(
            code=grid.code.text,
            level=grid.level.value,
            name=grid.name,
            group=grid.group,
            leaf=leaf,
            households=size.households,
            registered=size.registered,
            present=size.present,
            size_reasons=[_SIZE_REASON[reason] for reason in reasons],
            since=from_day(grid.since),
            until=from_day_or_none(grid.until),
            population=grid.population.value if grid.population else "",
            plan_id=grid.plan or "",
        )
        if grid.exemption is not None:
            message.exemption.CopyFrom(_exemption(grid.exemption))
        leader = leader_of(self._village, grid.code)
        if leader is not None:
            message.leader.CopyFrom(self._leader(leader))
        return message

    def _size(self, code: GridCode) -> LeafSize:
        """The size of a leaf, or of all leaves below a grid."""
        below = [
            size
            for leaf, size in self._leaves.items()
            if leaf == code or leaf.text.startswith(f"{code.text}-")
        ]
        return LeafSize(
            households=sum(size.households for size in below),
            registered=sum(size.registered for size in below),
            present=sum(size.present for size in below),
        )

    def _leader(self, leader: Leadership) -> pb.Leader:
        names = (one.name for one in self._village.postings if one.person == leader.person)
        name = next(names, "")
        return pb.Leader(
            person_id=leader.person,
            name=name if self._clear else mask_name(name),
            since=from_day(leader.since),
            substitute=leader.substitute,
        )


def village_view(
    found: Versioned[Village], policy: GridPolicy, *, clear: bool, ended: bool = False
) -> service_pb.Village:
    """Return a village with its grids, posts held, open vacancies and ridges."""
    village = found.state
    return service_pb.Village(
        village=village.code.digits,
        revision=found.revision,
        structure=village.structure,
        grids=list(GridViews(village, policy, clear=clear).all(ended=ended)),
        postings=[posting_view(one, clear=clear) for one in live_postings(village)],
        vacancies=[_vacancy(one) for one in vacancies_of(village)],
        ridges=[_ridge(one) for one in village.ridges],
    )


def grid_household_view(household: str, member: Membership) -> service_pb.GridHousehold:
    """Return a household in its leaf."""
    return service_pb.GridHousehold(
        household_id=household,
        leaf=member.leaf.text,
        registered=member.registered,
        present=member.present,
        placeless=member.placeless,
    )


def _exemption(exemption: Exemption) -> pb.Exemption:
    return pb.Exemption(reason=exemption.reason, signer=exemption.signer, on=from_day(exemption.on))


def _vacancy(vacancy: Vacancy) -> pb.Vacancy:
    message = pb.Vacancy(
        vacancy_id=vacancy.id, grid=vacancy.grid.text, opened=from_day(vacancy.opened)
    )
    if vacancy.cause is not None:
        message.cause = _END_REASON[vacancy.cause]
    return message


def _ridge(ridge: Ridge) -> service_pb.Ridge:
    (start_longitude, start_latitude), (end_longitude, end_latitude) = ridge.start, ridge.end
    return service_pb.Ridge(
        start_longitude=start_longitude,
        start_latitude=start_latitude,
        end_longitude=end_longitude,
        end_latitude=end_latitude,
    )
