"""What the sites of a county parked, and how to give them something to park."""

from __future__ import annotations

from collections.abc import Sequence

from kit import dlq
from kit.bus_settings import BusSettings
from kit.envelope import topic_dlq
from kit.parked import Outgoing, Parked
from kit.publisher import RecordSender
from kit.settings import KafkaSettings
from tests.support.running_sites import County
from tests.support.waiting import eventually_async


def settings(county: County) -> BusSettings:
    """Return how to reach the county's broker."""
    return BusSettings(kafka=KafkaSettings(bootstrap=county.ground.kafka.address))


async def send(county: County, records: Sequence[Outgoing]) -> None:
    """Put raw records on their topics."""
    sender = RecordSender(settings(county))
    try:
        await sender.send(records)
    finally:
        await sender.close()


async def parked_at(county: County, site: str, home: str) -> list[Parked]:
    """Return what a site has parked of a village and nobody has redriven."""
    found = await dlq.list_parked(settings(county), topic_dlq(site, "registry"), 1000)
    return [one for one in found if one.key == home.encode()]


async def until_parked(county: County, site: str, home: str, count: int) -> list[Parked]:
    async def there() -> bool:
        return len(await parked_at(county, site, home)) == count

    await eventually_async(there, 30.0)
    return await parked_at(county, site, home)
