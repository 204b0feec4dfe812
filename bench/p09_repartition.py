"""P9: a divided county after 2 % left and as many came: who has to change the grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import process_time

from bench.case import Case, Figure, at_most
from bench.partition_county import COUNTY, Group, changed, county_groups
from bench.partition_score import PLAN
from bench.setting import Setting
from services.grid.domain.partition.divide import divide_group
from services.grid.domain.partition.matching import kept_labels
from services.grid.domain.partition.repair import repair_group
from services.grid.domain.partition.values import Division

_SHARE, _OF_FULL = 0.015, 0.2


@dataclass(slots=True)
class Count:
    """Stayers of all groups, how many of them moved, and groups that are legal after it."""

    stayers: int = 0
    moved: int = 0
    moved_in_full: int = 0
    legal: int = 0
    legal_in_full: int = 0
    seconds: float = 0.0

    def add(self, group: Group, number: int) -> None:
        """Divide a group, change it, repair it and solve it anew."""
        before = _labels(divide_group(group, PLAN, accelerated=True))
        now = changed(group, number)
        begun = process_time()
        repaired = repair_group(now, before, PLAN, accelerated=True)
        self.seconds += process_time() - begun
        full = divide_group(now, PLAN, accelerated=True)
        self.stayers += sum(one.id in before for one in now)
        self.moved += _moved(before, _labels(repaired))
        self.moved_in_full += _moved(before, _relabelled(full, before))
        self.legal += repaired.legal
        self.legal_in_full += full.legal


def run(setting: Setting) -> Sequence[Figure]:
    """Count those who stayed and moved, by registered and by present persons."""
    county = county_groups(setting.size(quick=3_000, full=COUNTY))
    return [
        *_figures("ab", "户籍人口 (registered)", county.registered, setting),
        *_figures("cd", "在村人口 (present)", county.present, setting),
    ]


def _figures(ids: str, whose: str, groups: Sequence[Group], setting: Setting) -> list[Figure]:
    setting.say(f"P9: {len(groups)} groups, {whose}")
    count = Count()
    for number, group in enumerate(groups):
        count.add(group, number)
    share, full = count.moved / count.stayers, count.moved_in_full / count.stayers
    others = {
        "stayers": count.stayers,
        "legal groups": count.legal,
        "legal groups in full": count.legal_in_full,
        "repair s": count.seconds,
    }
    return [
        _figure(f"P9{ids[0]}", whose, (share, _SHARE, 1), "limit", others),
        _figure(f"P9{ids[1]}", whose, (share, full, _OF_FULL), "full re-solve", {}),
    ]


def _figure(
    id: str,
    whose: str,
    values: tuple[float, float, float],
    against: str,
    others: Mapping[str, float],
) -> Figure:
    ours, reference, limit = values
    return Figure(
        id=id,
        name=f"2 % 进出后被调整的原住户，{whose}",
        goal=at_most(limit, 0.05),
        ours=ours,
        reference=reference,
        ratio=ours / max(reference, 1e-9),
        unit="of stayers",
        against=against,
        others=others,
    )


def _labels(division: Division) -> dict[str, str]:
    return {id: part.label for part in division.parts for id in part.households}


def _relabelled(division: Division, before: Mapping[str, str]) -> dict[str, str]:
    """Return the labels of a new division that the most stayers had."""
    groups = [part.households for part in division.parts]
    known = {id: before[id] for group in groups for id in group if id in before}
    labels = kept_labels(groups, known, set(before.values()))
    return {id: label for group, label in zip(groups, labels, strict=True) for id in group}


def _moved(before: Mapping[str, str], after: Mapping[str, str]) -> int:
    return sum(id in after and after[id] != label for id, label in before.items())


CASE = Case("P9", "变动后调整网格", "≤ 1.5 %, ≤ 0.2 × full re-solve", run)
