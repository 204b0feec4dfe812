"""Static members that stopped: how long their place is kept, and who is taken out at once.

A stopped member keeps its partitions until its session ends, so that a roll-out moves nothing.
After a scale-down nobody comes back. A pod cannot know which of the two it is; so it only shortens
its session when told to stop, and the operator's `leave` takes out the ordinals that are gone.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError, for_code
from aiokafka.protocol.group import HeartbeatRequest, JoinGroupRequest

from kit.bus_settings import connection_options, milliseconds
from kit.group_protocol import DescribeMembers, LeaveMembers
from kit.logging import get_logger
from kit.model.errors import Unavailable
from kit.settings import KafkaSettings

log = get_logger("kit.members")

_ORDINAL = re.compile(r"(?:^|[.-])(\d+)$")
_STABLE = "Stable"
_WHAT = "消息服务（Kafka）"


@dataclass(frozen=True, slots=True)
class Member:
    """A static member of a consumer group: `id` changes with each start, `instance` does not."""

    group: str
    instance: str
    id: str

    @property
    def ordinal(self) -> int | None:
        """The number at the end of the pod's name, None when it has none."""
        found = _ORDINAL.search(self.instance)
        return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class _Group:
    """A group as its coordinator tells it; static members only."""

    state: str
    kind: str
    protocol: str
    members: tuple[Member, ...]
    metadata: Mapping[str, bytes]


async def leave_groups(
    kafka: KafkaSettings, groups: str, members: str, replicas: int
) -> tuple[Member, ...]:
    """Take the members with an ordinal of `replicas` or more out of a service's groups.

    `groups` and `members` are how the names of its groups and member ids begin. A member that is
    still at work joins again by itself. Returns those that were there.

    Raises:
        Unavailable: no broker answers, or a group is just moving; call again later.
    """
    gone: list[Member] = []
    async with _connected(kafka) as admin:
        for group in await _groups(admin, groups):
            told = await _described(admin, group)
            there = [one for one in told.members if one.instance.startswith(members)]
            gone += await _leave(admin, group, beyond(there, replicas))
    return tuple(gone)


async def keep_place(kafka: KafkaSettings, member: Member, seconds: float) -> bool:
    """Let the place of a member that has stopped wait so long for it instead of its session.

    Joining a stable group again under the same instance changes the length of the session and
    moves no partition; nobody beats for it, so it ends after `seconds`. False when the group is
    just moving or somebody else has the place: then nothing is changed.

    Raises:
        Unavailable: no broker answers.
    """
    async with _connected(kafka) as admin:
        told = await _described(admin, member.group)
        if told.state != _STABLE or member not in told.members:
            return False
        metadata = told.metadata[member.id]
        length = milliseconds(seconds)
        join = JoinGroupRequest(
            member.group,
            length,
            length,
            "",
            member.instance,
            told.kind,
            [(told.protocol, metadata)],
        )
        joined = await _ask(admin, member.group, join)
        _require(joined.error_code)
        # the broker counts the new length from the next beat on
        beat = HeartbeatRequest(member.group, joined.generation_id, joined.member_id)
        _require((await _ask(admin, member.group, beat)).error_code)
    return True


@asynccontextmanager
async def _connected(kafka: KafkaSettings) -> AsyncGenerator[Any]:
    admin: Any = AIOKafkaAdminClient(**connection_options(kafka))
    try:
        await admin.start()
        yield admin
    except (KafkaError, OSError, TimeoutError) as error:
        raise Unavailable(what=_WHAT) from error
    finally:
        await admin.close()


def beyond(members: Sequence[Member], replicas: int) -> list[Member]:
    """Return the members that a StatefulSet of so many replicas does not have."""
    return [one for one in members if one.ordinal is not None and one.ordinal >= replicas]


async def _groups(admin: Any, prefix: str) -> list[str]:
    listed = await admin.list_consumer_groups()
    return sorted(name for name, *_ in listed if name.startswith(prefix))


async def _described(admin: Any, group: str) -> _Group:
    answer = await _ask(admin, group, DescribeMembers([group]))
    [(code, _, state, kind, protocol, members, _)] = answer.groups
    _require(code)
    static = [
        (Member(group, instance, id), data) for id, instance, _, _, data, _ in members if instance
    ]
    return _Group(
        state=state,
        kind=kind,
        protocol=protocol,
        members=tuple(member for member, _ in static),
        metadata={member.id: data for member, data in static},
    )


async def _leave(admin: Any, group: str, members: Sequence[Member]) -> Sequence[Member]:
    if not members:
        return ()
    request = LeaveMembers(group, [(one.id, one.instance) for one in members])
    answer = await _ask(admin, group, request)
    _require(answer.error_code)
    for id, instance, code in answer.members:
        # a code means that it left or came back under a new id since we looked
        log.info("member left", group=group, member=instance or id, code=code)
    return members


async def _ask(admin: Any, group: str, request: Any) -> Any:
    """Ask the broker that coordinates a group."""
    return await admin._send_request_to_node(await admin.find_coordinator(group), request)


def _require(code: int) -> None:
    if code:
        raise for_code(code)
