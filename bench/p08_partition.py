"""P8: a county's groups divided into grids: seconds, legality, compactness beside two peers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import process_time

from bench.case import Case, Figure, at_least, at_most
from bench.partition_county import COUNTY, Group, county_groups, small_groups
from bench.partition_peers import Peer, Problem, solve_by_peers
from bench.partition_score import PLAN, Divided, divided, legal_rate, spread_ratio
from bench.setting import Setting
from services.grid.domain.partition.divide import divide_group
from services.grid.domain.partition.sizes import least_violation, likely_counts, scale_of

_FAST_S, _PURE_S = 10, 60
_WARM = 30
"""Groups divided before the clock starts, so that the kernels are compiled."""


def run(setting: Setting) -> Sequence[Figure]:
    """Divide the county by registered and by present persons; the peers get the same groups."""
    households = setting.size(quick=3_000, full=COUNTY)
    setting.say(f"P8: making {households} households")
    county = county_groups(households)
    _solved(county.present[:_WARM], accelerated=True)
    setting.say("P8: dividing, compiled")
    registered, fast = _solved(county.registered, accelerated=True)
    present, fast_present = _solved(county.present, accelerated=True)
    setting.say("P8: dividing, interpreted")
    plain, pure = _solved(county.registered, accelerated=False)
    if [one.division for one in plain] != [one.division for one in registered]:
        raise AssertionError("compiled and interpreted kernels differ")
    small, _ = _solved(small_groups(county.registered), accelerated=True)
    return [
        _seconds("P8a", "编译 (accelerated)", fast, _FAST_S, {"present persons s": fast_present}),
        _seconds("P8b", "解释 (pure)", pure, _PURE_S, {}),
        _legality("P8c", "户籍人口 (registered)", registered),
        _legality("P8d", "在村人口 (present)", present),
        *_beside("efg", "户籍人口 (registered)", registered, setting),
        *_beside("hij", "在村人口 (present)", present, setting),
        _least(small),
    ]


def _solved(groups: Sequence[Group], *, accelerated: bool) -> tuple[list[Divided], float]:
    """Return the divisions and the CPU seconds of the engine alone."""
    begun = process_time()
    found = [divide_group(group, PLAN, accelerated=accelerated) for group in groups]
    seconds = process_time() - begun
    return [divided(group, one) for group, one in zip(groups, found, strict=True)], seconds


def _seconds(
    id: str, how: str, seconds: float, limit: float, others: Mapping[str, float]
) -> Figure:
    return Figure(
        id=id,
        name=f"全县划分网格，{how}",
        goal=at_most(1, 0.1),
        ours=seconds,
        reference=limit,
        ratio=seconds / limit,
        unit="s CPU",
        against="limit",
        others=others,
    )


def _legality(id: str, whose: str, groups: Sequence[Divided]) -> Figure:
    legal = sum(group.legal for group in groups)
    possible = sum(group.possible for group in groups)
    return Figure(
        id=id,
        name=f"可合规的组全部合规，{whose}",
        goal=at_least(1),
        ours=legal,
        reference=possible,
        ratio=legal / max(possible, 1),
        unit="组 groups",
        against="groups with a legal division",
        others={
            "all groups": len(groups),
            "households per grid": _per_grid(groups),
            **{f"by {name}": count for name, count in _methods(groups).items()},
        },
    )


def _methods(groups: Sequence[Divided]) -> dict[str, int]:
    methods = [group.division.method for group in groups]
    return {name: methods.count(name) for name in sorted(set(methods))}


def _per_grid(groups: Sequence[Divided]) -> float:
    return sum(len(one.dwellings) for one in groups) / sum(one.parts for one in groups)


def _beside(ids: str, whose: str, groups: Sequence[Divided], setting: Setting) -> list[Figure]:
    """Return compactness against each peer, and the share of legal groups against the better."""
    setting.say("P8: k-means-constrained and METIS")
    problems = [Problem(group.places, group.parts) for group in groups]
    kmeans, metis = solve_by_peers(setting, problems)
    rates = {peer.name: legal_rate(groups, peer.labels) for peer in (kmeans, metis)}
    ours, best = legal_rate(groups, [group.labels for group in groups]), max(rates.values())
    return [
        _compactness(f"P8{ids[0]}", f"紧凑度，{whose}", groups, kmeans, 1.05),
        _compactness(f"P8{ids[1]}", f"紧凑度，{whose}", groups, metis, 0.80),
        Figure(
            id=f"P8{ids[2]}",
            name=f"合规组占比，{whose}",
            goal=at_least(2.5),
            ours=ours,
            reference=best,
            ratio=ours / max(best, 1 / len(groups)),  # at least one group, lest it be infinite
            unit="of all groups",
            against="the better peer",
            others=rates,
        ),
    ]


def _compactness(id: str, name: str, groups: Sequence[Divided], peer: Peer, limit: float) -> Figure:
    ratio = spread_ratio(groups, peer.labels)
    return Figure(
        id=id,
        name=name,
        goal=at_most(limit),
        ours=ratio,
        reference=1,
        ratio=ratio,
        unit="Σ m²",
        against=f"{peer.name}, same number of parts",
        others={"peer s": peer.seconds},
    )


def _least(groups: Sequence[Divided]) -> Figure:
    """Return how many groups of 31 … 39 households have the least violation, and say so."""
    least = [_has_least(group) for group in groups]
    return Figure(
        id="P8k",
        name="31 … 39 户的组违规最小 (least violation)",
        goal=at_least(1),
        ours=sum(least),
        reference=len(least),
        ratio=sum(least) / len(least),
        unit="组 groups",
        against="bound by sizes",
    )


def _has_least(group: Divided) -> bool:
    households, persons = len(group.dwellings), sum(one.persons for one in group.dwellings)
    counts = likely_counts(households, persons, PLAN)
    bound = least_violation(households, persons, counts[0], PLAN)
    told = group.division.exact and not group.division.legal
    return told and abs(group.division.violation - bound / scale_of(PLAN).unit) < 1e-9


CASE = Case("P8", "划分网格", "≤ 10 s / ≤ 60 s, legal, compact", run)
