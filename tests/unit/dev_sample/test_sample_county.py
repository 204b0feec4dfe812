"""The sample county: the same for the same seed, near the figures of domain §3, nobody real."""

from __future__ import annotations

import itertools
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from dev.sample.figures import COUNTY_HOUSEHOLDS
from dev.sample.generate import SampleHousehold, households
from dev.sample.numbers import Numbers
from dev.sample.places import (
    LATITUDES,
    LONGITUDES,
    TOPOLOGY_FILE,
    divisions,
    real_sizes,
    shares,
    villages,
)
from dev.sample.rows import rows_of
from dev.sample.statistics import Figures, figures_of, fingerprint
from kit.model.division import Tier
from kit.topology import load_topology
from services.registry.domain.id_number import IdNumber
from services.registry.domain.phone import Phone
from tests.support.roster_files import TODAY

COUNT = 6_000
FINGERPRINT = "d1ad394a046a72a537fad82d307ea6a9abb319f659f12e46e6c664d30eb315f6"


@cache
def sample() -> tuple[SampleHousehold, ...]:
    return tuple(households(COUNT))


@cache
def figures() -> Figures:
    return figures_of(sample())


def test_the_same_seed_gives_the_same_county() -> None:
    assert fingerprint(1_000) == FINGERPRINT


def test_another_seed_gives_another_county() -> None:
    assert fingerprint(50, seed=1) != fingerprint(50, seed=2)


def test_the_divisions_are_the_real_ones() -> None:
    tree = divisions()
    assert [len(tree.of_tier(tier, TODAY)) for tier in Tier] == [1, 10, 160]


def test_the_topology_hosts_every_center() -> None:
    topology = load_topology(TOPOLOGY_FILE)
    tree = divisions()
    sites = {topology.site_of(d.code).id for tier in Tier for d in tree.of_tier(tier, TODAY)}
    assert sites == {"county", "towns", "villages"}


def test_a_whole_county_has_households_in_every_village_and_communities_more() -> None:
    places = villages(divisions(), 321)
    per_village = dict(
        zip((p.code for p in places), shares(places, COUNTY_HOUSEHOLDS), strict=True)
    )
    communities = [count for code, count in per_village.items() if code[9] < "2"]
    others = [count for code, count in per_village.items() if code[9] >= "2"]
    assert min(per_village.values()) > 0
    assert sum(communities) / len(communities) > 1.5 * sum(others) / len(others)


@pytest.mark.parametrize("count", [400, 3_000, 20_000, 91_999])
def test_a_small_county_is_fewer_villages_of_real_size_in_every_town(count: int) -> None:
    places = villages(divisions(), 321)
    given, real = shares(places, count), real_sizes(places)
    for code in {place.code[:9] for place in places}:
        town = [at for at, place in enumerate(places) if place.code.startswith(code)]
        used = [at for at in town if given[at]]
        assert used == town[: len(used)]
        assert used
        assert all(given[at] == real[at] for at in used[:-1])


def test_the_groups_of_a_small_county_are_of_real_size() -> None:
    per_group = Counter((one.village, one.group) for one in sample())
    assert sum(per_group.values()) / len(per_group) == pytest.approx(84, rel=0.15)


@pytest.mark.parametrize("count", [0, 1, 159, 1_000, 91_999, 92_000, 100_000])
def test_shares_add_up(count: int) -> None:
    assert sum(shares(villages(divisions(), 1), count)) == count


def test_the_figures_are_those_of_the_county() -> None:
    found = figures()
    assert found.mean_size == pytest.approx(3.37, abs=0.08)
    assert found.share(found.away) == pytest.approx(0.23, abs=0.02)
    assert found.share(found.old) == pytest.approx(0.22, abs=0.05)
    assert found.share(found.children) == pytest.approx(0.14, abs=0.03)
    assert 0.25 <= found.red / found.households <= 0.35
    assert 0.35 <= found.all_awards / found.households <= 0.75
    assert found.net_per_person == pytest.approx(14_500, rel=0.15)


def test_the_county_has_about_1100_groups() -> None:
    groups = {
        (village.code, hamlet.group)
        for village in villages(divisions(), 321)
        for hamlet in village.hamlets
    }
    assert len(groups) == pytest.approx(1_100, rel=0.05)


def test_houses_lie_inside_the_county_and_in_clusters() -> None:
    points = [(household.longitude, household.latitude) for household in sample()]
    assert all(LONGITUDES[0] <= x <= LONGITUDES[1] for x, _ in points)
    assert all(LATITUDES[0] <= y <= LATITUDES[1] for _, y in points)
    steps = [
        abs(a.longitude - b.longitude) + abs(a.latitude - b.latitude)
        for a, b in itertools.pairwise(sample())
        if a.village == b.village
    ]
    near = sum(step < 0.02 for step in steps)
    assert near / len(steps) > 0.95


def test_citizen_numbers_are_valid_unassigned_and_used_once() -> None:
    people = [person for household in sample() for person in household.people]
    numbers = [
        IdNumber.parse(person.id_number, TODAY, allow_test_numbers=True) for person in people
    ]
    assert {number.digits[:6] for number in numbers} == {"610999"}
    assert len({number.digits for number in numbers}) == len(people)
    assert all(n.birth_date == p.birth for n, p in zip(numbers, people, strict=True))


def test_numbers_of_a_full_day_go_to_the_day_before() -> None:
    numbers = Numbers()
    given = [numbers.citizen(TODAY, male=True) for _ in range(501)]
    assert len({number for number, _ in given}) == 501
    assert given[-1][1] < TODAY


def test_phones_have_the_form_and_belong_to_nobody() -> None:
    phones = [p.phone for household in sample() for p in household.people if p.phone]
    assert all(Phone.parse(phone).digits.startswith("154") for phone in phones)
    assert len(set(phones)) == len(phones)


def test_every_household_has_one_head_who_comes_first() -> None:
    for household in sample():
        relations = [person.relation for person in household.people]
        assert relations[0] == "户主"
        assert relations.count("户主") == 1


def test_names_are_made_of_calendar_terms() -> None:
    rows = rows_of(sample()[0])
    assert all(2 <= len(row[4]) <= 3 for row in rows)


def test_a_county_of_any_size_begins_at_once() -> None:
    assert next(households(3_000_000)).number == "0001"


def test_the_topology_file_stands_beside_the_divisions() -> None:
    assert Path(TOPOLOGY_FILE).name == "topology.json"
