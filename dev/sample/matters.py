"""A day of invented appeals over the county's villages, the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kit.model.division import Tier

from .chance import Dice
from .names import given_name, surname

MATTERS = 30
_SEED = 321


@dataclass(frozen=True, slots=True)
class MatterKind:
    """What is asked, in which category, and up to which tier it has to climb to be solved.

    `urgent`: 特急, which goes to the county by itself. `returned`: the first unit says it is not
    its own. `stays`: being handled when the day ends. `called` are the units whistled for once.
    """

    category: str
    text: str
    tier: Tier = Tier.VILLAGE
    urgent: bool = False
    returned: bool = False
    stays: bool = False
    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """One appeal of the day."""

    number: int
    kind: MatterKind
    village: str
    called: tuple[str, ...]
    name: str = field(repr=False)

    @property
    def key(self) -> str:
        """What tells it from the others, in the request ids."""
        return f"{self.village}/{self.number}"


KINDS: tuple[MatterKind, ...] = (
    MatterKind("D08", "自来水管接头漏水，想请人来看一下。"),
    MatterKind("C01", "与邻居因屋檐滴水争执，请求调解。"),
    MatterKind("D01", "老人申请高龄补贴，不知道要带什么材料。"),
    MatterKind("G05", "想问代办养老认证在哪里办。"),
    MatterKind("E05", "河边有人倾倒建筑垃圾。", Tier.TOWN, called=("urban-management", "ecology")),
    MatterKind("D10", "晚上电压不稳，灯常常闪。"),
    MatterKind("F03", "广场音响声音太大，希望在村规民约里写明。"),
    MatterKind("C03", "承包地的边界与现状不一致。", Tier.TOWN),
    MatterKind("D09", "入户路被雨水冲了一个缺口。", returned=True),
    MatterKind("B03", "想学食用菌种植技术。"),
    MatterKind("E09", "夜里有人在河道采砂。", Tier.COUNTY),
    MatterKind("G03", "耕地补贴还没有到账。"),
    MatterKind("E01", "村口垃圾箱满了没人清。"),
    MatterKind("D07", "老房子有裂缝，请求鉴定。", stays=True),
    MatterKind("D09", "山坡有滚石落到路上，住户有危险。", Tier.COUNTY, urgent=True),
)


def matters(villages: Sequence[str]) -> tuple[Matter, ...]:
    """Return the day's appeals, spread over the villages; units are whistled for once."""
    return tuple(_matter(n, villages[n * len(villages) // MATTERS]) for n in range(MATTERS))


def _matter(number: int, village: str) -> Matter:
    kind = KINDS[number % len(KINDS)]
    dice = Dice(_SEED, "matter", str(number))
    called = kind.called if number < len(KINDS) else ()
    return Matter(number, kind, village, called, surname(dice) + given_name(dice))
