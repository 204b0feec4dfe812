"""Two requests of Kafka's group protocol in the versions that know static members (KIP-345).

aiokafka stops one version earlier; brokers have these since 2.4. Field by field after the
protocol's own definition: https://kafka.apache.org/protocol.
"""

# aiokafka declares these two as properties and gives all its own classes plain values
# pyright: reportIncompatibleMethodOverride=false, reportAssignmentType=false

from __future__ import annotations

from collections.abc import Sequence

from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Array, Boolean, Bytes, Int16, Int32, Schema, String

_TEXT = String("utf-8")
_DESCRIBE = 15
_LEAVE = 13


class DescribeGroupsResponseV4(Response):
    """Groups with their members, the instance id of each among what it tells."""

    API_KEY = _DESCRIBE
    API_VERSION = 4
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "groups",
            Array(
                ("error_code", Int16),
                ("group", _TEXT),
                ("state", _TEXT),
                ("protocol_type", _TEXT),
                ("protocol", _TEXT),
                (
                    "members",
                    Array(
                        ("member_id", _TEXT),
                        ("group_instance_id", _TEXT),
                        ("client_id", _TEXT),
                        ("client_host", _TEXT),
                        ("member_metadata", Bytes),
                        ("member_assignment", Bytes),
                    ),
                ),
                ("authorized_operations", Int32),
            ),
        ),
    )


class DescribeGroupsRequestV4(RequestStruct):
    """Asks for groups by name."""

    API_KEY = _DESCRIBE
    API_VERSION = 4
    RESPONSE_TYPE = DescribeGroupsResponseV4
    SCHEMA = Schema(("groups", Array(_TEXT)), ("include_authorized_operations", Boolean))


class DescribeMembers(Request[DescribeGroupsRequestV4]):
    """Asks who the members of groups are."""

    API_KEY = _DESCRIBE

    def __init__(self, groups: Sequence[str]) -> None:
        self._groups = list(groups)

    def build(self, request_struct_class: type[DescribeGroupsRequestV4]) -> DescribeGroupsRequestV4:
        """Return the request in the one version there is."""
        return request_struct_class(self._groups, False)


class LeaveGroupResponseV3(Response):
    """Says for each member whether it has left."""

    API_KEY = _LEAVE
    API_VERSION = 3
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        ("error_code", Int16),
        (
            "members",
            Array(("member_id", _TEXT), ("group_instance_id", _TEXT), ("error_code", Int16)),
        ),
    )


class LeaveGroupRequestV3(RequestStruct):
    """Names members that leave a group, by id and instance."""

    API_KEY = _LEAVE
    API_VERSION = 3
    RESPONSE_TYPE = LeaveGroupResponseV3
    SCHEMA = Schema(
        ("group", _TEXT), ("members", Array(("member_id", _TEXT), ("group_instance_id", _TEXT)))
    )


class LeaveMembers(Request[LeaveGroupRequestV3]):
    """Takes members (id, instance) out of a group; an id that is no longer theirs does nothing."""

    API_KEY = _LEAVE

    def __init__(self, group: str, members: Sequence[tuple[str, str]]) -> None:
        self._group = group
        self._members = list(members)

    def build(self, request_struct_class: type[LeaveGroupRequestV3]) -> LeaveGroupRequestV3:
        """Return the request in the one version there is."""
        return request_struct_class(self._group, self._members)
