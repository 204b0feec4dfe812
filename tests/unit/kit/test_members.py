"""Which members a StatefulSet of some size does not have."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kit.members import Member, beyond
from kit.settings import ServiceSettings


def member(instance: str) -> Member:
    return Member("g", f"villages.registry.{instance}", "id")


@given(st.integers(0, 30), st.integers(0, 30))
def test_exactly_the_ordinals_from_the_number_of_replicas_on_are_gone(
    pods: int, replicas: int
) -> None:
    members = [member(f"villages-registry-{n}") for n in range(pods)]
    assert beyond(members, replicas) == members[replicas:]


def test_a_member_whose_name_has_no_ordinal_is_never_taken_out() -> None:
    assert beyond([member("laptop"), member("host12"), member("a-1b")], 0) == []


def test_pods_of_one_service_have_ids_of_their_own_that_a_restart_keeps() -> None:
    def id_of(pod: str) -> str:
        return ServiceSettings(site="villages", instance=pod).member_of("registry")

    assert id_of("villages-registry-0") == id_of("villages-registry-0")
    assert id_of("villages-registry-0") != id_of("villages-registry-1")
    assert Member("g", id_of("villages-registry-11"), "id").ordinal == 11
