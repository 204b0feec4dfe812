"""The options every command has, and the kinds of arguments several commands share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

from .chinese import CONNECTION_PANEL

DEFAULT_DATA = Path("build/county")


@dataclass(frozen=True, slots=True)
class Common:
    """What was asked of the command line itself, whatever the command."""

    json: bool = False
    data: Path = DEFAULT_DATA
    site: str = ""
    role: str = ""
    unit: str = ""
    target: str = ""
    token: str = ""
    ca: str = ""
    timeout: float = 30.0


def _panel(*names: str, **rest: Any) -> Any:
    return Option(*names, rich_help_panel=CONNECTION_PANEL, show_default=False, **rest)


COMMON: dict[str, tuple[Any, Any]] = {
    "json": (Annotated[bool, _panel("--json", help="以 JSON 输出，供脚本使用。")], False),
    "data": (
        Annotated[
            Path,
            _panel("--data", envvar="GOV321_DATA", help="本机县的数据目录。", metavar="目录"),
        ],
        DEFAULT_DATA,
    ),
    "site": (
        Annotated[str, _panel("--site", help="向哪个站点提问，如 county。", metavar="站点")],
        "",
    ),
    "role": (
        Annotated[str, _panel("--role", help="以何种角色办理（仅本机县）。", metavar="角色")],
        "",
    ),
    "unit": (
        Annotated[
            str,
            _panel("--unit", help="以哪个单位经办人办理，如 water（仅本机县）。", metavar="单位"),
        ],
        "",
    ),
    "target": (
        Annotated[
            str,
            _panel("--target", envvar="GOV321_TARGET", help="服务地址。", metavar="主机:端口"),
        ],
        "",
    ),
    "token": (
        Annotated[str, _panel("--token", envvar="GOV321_TOKEN", help="身份令牌。", metavar="令牌")],
        "",
    ),
    "ca": (
        Annotated[
            str, _panel("--ca", envvar="GOV321_CA", help="服务证书的 CA 文件。", metavar="文件")
        ],
        "",
    ),
    "timeout": (
        Annotated[float, _panel("--timeout", help="一次调用最多等待的秒数。", metavar="秒")],
        30.0,
    ),
}
"""Name → annotation and default; `command` adds those a command does not define itself."""

OUTPUT_ONLY = ("json", "data")
"""What a command that talks to no service needs of them."""

HouseholdArg = Annotated[str, Argument(metavar="户ID", help="家庭户的编号（ID）。")]
PersonArg = Annotated[str, Argument(metavar="人员ID", help="成员的编号（ID）。")]
DivisionOpt = Annotated[str, Option("--division", metavar="区划", help="12 位区划代码。")]
LimitOpt = Annotated[int, Option("--limit", metavar="条数", help="最多列出多少条。", min=1)]
PurposeOpt = Annotated[
    str, Option("--purpose", metavar="用途", help="用途代码，如 REGISTRATION、VISIT。")
]
ReasonOpt = Annotated[str, Option("--reason", metavar="理由", help="理由，4 至 200 字。")]
DateOpt = Annotated[
    str, Option("--date", metavar="日期", help="生效日期，如 2026-03-01；默认今天。")
]
RevisionOpt = Annotated[
    int, Option("--revision", metavar="版本", help="依据的版本；0 表示以现在的为准。")
]
RequestOpt = Annotated[
    str,
    Option("--request-id", metavar="UUID", help="请求编号；以同一编号重试不会办理两次。"),
]
