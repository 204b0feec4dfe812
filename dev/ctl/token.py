"""`gov321ctl token`: a token of the local issuer, for development and trials."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from typer import Option, Typer

from kit.local_issuer import LocalIssuer
from kit.model.clock import SystemClock
from kit.model.division import Tier
from kit.roles import ROLE_NAMES, Role

from .command import command
from .endpoint import running
from .problems import UsageProblem
from .session import Session

_TIERS = {"county": Tier.COUNTY, "town": Tier.TOWN, "village": Tier.VILLAGE}
_ROLES = "、".join(f"{role}（{name}）" for role, name in ROLE_NAMES.items())


def add_to(app: Typer) -> None:
    """Register the command."""
    command(app, "token", talks=False)(token)


def token(
    session: Session,
    role: Annotated[list[str], Option("--role", metavar="角色", help=f"可重复：{_ROLES}")],
    scope: Annotated[
        list[str] | None,
        Option(
            "--scope", metavar="前缀", help="辖区：6、9 或 12 位区划代码前缀，可重复；默认全县。"
        ),
    ] = None,
    tier: Annotated[
        str, Option("--tier", metavar="层级", help="county、town 或 village。")
    ] = "village",
    subject: Annotated[
        str, Option("--subject", metavar="何人", help="令牌代表谁；默认 local-角色。")
    ] = "",
    unit: Annotated[str, Option("--unit", metavar="单位", help="经办人所在单位。")] = "",
    ttl: Annotated[int, Option("--ttl", metavar="分钟", help="有效多少分钟。", min=1)] = 480,
    issuer: Annotated[
        Path | None, Option("--issuer", metavar="目录", help="签发密钥的目录；默认本机县的。")
    ] = None,
) -> None:
    """由本地签发者签发身份令牌（仅供开发和试用）。"""
    roles = [_role(name) for name in role]
    if tier not in _TIERS:
        raise UsageProblem(f"层级不能是“{tier}”，可选：{'、'.join(_TIERS)}。")
    keys = issuer or Path(running(session.options).tokens)
    signed = LocalIssuer(keys, SystemClock()).issue(
        subject or f"local-{roles[0]}",
        roles,
        scope or [running(session.options).scope],
        _TIERS[tier],
        timedelta(minutes=ttl),
        unit,
    )
    session.show({"token": signed}, lambda: signed)


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        raise UsageProblem(f"没有角色“{name}”，可选：{_ROLES}。") from None
