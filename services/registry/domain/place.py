"""What may be written about a place: village group, address, point on the map."""

from __future__ import annotations

from kit.model.errors import InvalidValue

from .household import Point

GROUP_LENGTH = 30
"""Name of a 村民小组; 企业微信 allows 30 characters for a grid name (domain §2.2)."""

ADDRESS_LENGTH = 200
"""Characters of an address."""

LONGITUDES = (73.0, 136.0)
"""Degrees east inside China: catches swapped or unset coordinates."""

LATITUDES = (3.0, 54.0)
"""Degrees north inside China."""


def check_group(group: str) -> None:
    """Refuse an overlong or unprintable group name; empty when the village has no groups."""
    if len(group) > GROUP_LENGTH or not group.isprintable():
        raise InvalidValue(field="村民小组", why=f"须为至多 {GROUP_LENGTH} 个可见字符")


def check_address(address: str) -> None:
    """Refuse an overlong address, and a masked one written back over the real one."""
    if len(address) > ADDRESS_LENGTH or not address.isprintable():
        raise InvalidValue(field="住址", why=f"须为至多 {ADDRESS_LENGTH} 个可见字符")
    if "*" in address:
        raise InvalidValue(field="住址", why="含有遮盖符“*”，请填写完整内容")


def check_point(point: Point | None) -> None:
    """Refuse a point outside China."""
    if point is None:
        return
    if not LONGITUDES[0] <= point.longitude <= LONGITUDES[1]:
        raise InvalidValue(field="经度", why="须为东经 73 至 136 度，请检查经纬度是否填反")
    if not LATITUDES[0] <= point.latitude <= LATITUDES[1]:
        raise InvalidValue(field="纬度", why="须为北纬 3 至 54 度，请检查经纬度是否填反")
