"""Calling the registry by name, and what a refused call said."""

from __future__ import annotations

from datetime import date
from typing import Any

import grpc
import pytest
from gov321.registry.v1 import (
    duplicate_service_pb2,
    household_pb2,
    household_service_pb2,
    registry_service_pb2,
    roster_service_pb2,
)

from kit.roles import Role
from kit.rpc_errors import details_of
from services.registry.domain.sex import Sex
from tests.support.builders import JIANGHE, an_id_number
from tests.support.edge_calls import uuid_of
from tests.support.registry_app import Served

MODULES = (
    household_service_pb2,
    registry_service_pb2,
    roster_service_pb2,
    duplicate_service_pb2,
)
FILES: dict[str, Any] = {
    name: service
    for module in MODULES
    for name, service in module.DESCRIPTOR.services_by_name.items()
}
NUMBER = an_id_number(date(1986, 3, 1), Sex.MALE).digits


def registration(name: str = "a", **fields: Any) -> household_service_pb2.RegisterHouseholdRequest:
    """Return a good request; `fields` replace."""
    head = household_pb2.NewPerson(
        name="测试甲", relation=household_pb2.RELATION_HEAD, id_number=NUMBER
    )
    whole: dict[str, Any] = {
        "request_id": uuid_of(name),
        "division": JIANGHE.digits,
        "group": "一组",
        "number": "001",
        "members": [head],
        **fields,
    }
    return household_service_pb2.RegisterHouseholdRequest(**whole)


class Caller:
    """Somebody with a token: `await caller.call("HouseholdService/AddMember", request)`."""

    def __init__(self, channel: Any) -> None:
        self._channel = channel

    async def call(self, method: str, request: Any) -> Any:
        """Return the one answer."""
        service, name = method.split("/")
        found = FILES[service].methods_by_name[name]
        call = self._channel.unary_unary(
            f"/{FILES[service].full_name}/{name}",
            request_serializer=_serialized,
            response_deserializer=found.output_type._concrete_class.FromString,
        )
        return await call(request)

    async def refused(self, method: str, request: Any) -> Refused:
        """Return what the refusal said; fail when the call is answered."""
        with pytest.raises(grpc.aio.AioRpcError) as failed:
            await self.call(method, request)
        return Refused(failed.value)


def _serialized(request: Any) -> bytes:
    return request if isinstance(request, bytes) else request.SerializeToString()


class Refused:
    """A refusal as a client sees it; always with a sentence in Chinese."""

    def __init__(self, error: grpc.aio.AioRpcError) -> None:
        info, self.text = details_of(error)
        self.code = error.code()
        self.reason = info.reason
        self.fields = dict(info.metadata)
        assert info.domain == "registry.gov321"
        assert any("\u4e00" <= character <= "\u9fff" for character in self.text), self.text

    @property
    def told(self) -> tuple[grpc.StatusCode, str]:
        """Code and reason."""
        return self.code, self.reason


def caller(
    site: Served, role: Role = Role.CLERK, scope: str = "610921", subject: str = ""
) -> Caller:
    """Return somebody who calls a site."""
    return Caller(site.channel(role, scope, subject))
