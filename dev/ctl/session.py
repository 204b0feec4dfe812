"""One run of a command: whom to ask, as whom, and where to tell the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from dev.run.county_file import running_county
from kit.model.division import Tier
from kit.roles import Role
from kit.rpc_errors import remote_refusals

from .client import County, county_at
from .endpoint import Endpoint, find_endpoint
from .options import Common
from .output import Data, Output, View
from .problems import UsageProblem

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

T = TypeVar("T")
Page = tuple[Sequence[T], str]
"""Items and the token of the next page."""

REGISTRY, GRID, PETITION = "户籍服务", "网格服务", "诉求服务"


@dataclass(frozen=True)
class Session:
    """What every command gets."""

    options: Common
    output: Output
    service: str = REGISTRY
    """Whose name a person is told when it is away."""

    def about(self, service: str) -> Session:
        """Return the same session for another service."""
        return replace(self, service=service)

    def ask(
        self,
        call: Callable[[County], Awaitable[T]],
        role: Role = Role.CLERK,
        tier: Tier = Tier.VILLAGE,
    ) -> T:
        """Connect, make one or more calls, disconnect, and return what they gave.

        Args:
            call: what to do with the county's services.
            role: as whom, where the county is a local one and no token was given.
            tier: which tier's site to ask, unless one was named.

        Raises:
            Refusal: the service refused, or is away.
        """
        return asyncio.run(self._ask(call, role, tier))

    async def _ask(self, call: Callable[[County], Awaitable[T]], role: Role, tier: Tier) -> T:
        async with self.county(role, tier) as county:
            return await call(county)

    @asynccontextmanager
    async def county(
        self, role: Role = Role.CLERK, tier: Tier = Tier.VILLAGE
    ) -> AsyncGenerator[County]:
        """Open the connection for commands that stay on it.

        Raises:
            Refusal: the service refused, or is away.
        """
        endpoint = self.endpoint(role, tier)
        with remote_refusals(self.service):
            async with county_at(endpoint, self.options.timeout) as county:
                yield county

    def endpoint(self, role: Role, tier: Tier) -> Endpoint:
        """Return where to ask and with which token.

        Raises:
            NothingRuns, NoSuchSite, UsageProblem.
        """
        return find_endpoint(self.options, self._role(role), tier)

    def _role(self, usual: Role) -> Role:
        if not self.options.role:
            return usual
        try:
            return Role(self.options.role)
        except ValueError:
            raise UsageProblem(f"没有角色 {self.options.role}，可选：{'、'.join(Role)}。") from None

    def division(self, given: str) -> str:
        """Return the division that is meant: the given one, else the county that runs here.

        Raises:
            UsageProblem: neither is known.
        """
        county = None if given else running_county(self.options.data)
        if county is not None:
            return county.code
        if not given:
            raise UsageProblem("请用 --division 指定 12 位区划代码。")
        return given

    def ask_pages(
        self, page: Callable[[County, int, str], Awaitable[Page[T]]], limit: int, **how: Any
    ) -> list[T]:
        """Return up to `limit` items of a list, page after page."""

        async def all_pages(county: County) -> list[T]:
            found: list[T] = []
            token = ""
            while len(found) < limit:
                items, token = await page(county, min(limit - len(found), 1000), token)
                found += items
                if not token:
                    break
            return found

        return self.ask(all_pages, **how)

    def show(self, data: Data, view: View) -> None:
        """Tell the result."""
        self.output.show(data, view)

    def show_list(self, name: str, items: Sequence[Any], view: View) -> None:
        """Tell a list; programs get it under a name."""
        listed: Mapping[str, Any] = {name: list(items)}
        self.output.show(listed, view)

    @cached_property
    def names(self) -> Callable[[str], str]:
        """The Chinese name of a division by its code, as far as it is known here."""
        from .names import division_names  # noqa: PLC0415 - reads a file; most commands need none

        return division_names(self.options)
