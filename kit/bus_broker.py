"""The one place where FastStream's broker and its subscribers are made, with the house's policy.

Every value set here was learned the hard way: FastStream's defaults acknowledge before the handler
runs, miss the history of a topic, log twice per record and, in batches, lose what follows a record
with an odd header.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from aiokafka import ConsumerRebalanceListener
from faststream import AckPolicy, NoCast
from faststream.kafka import KafkaBroker
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

from kit.bus_ack import Acknowledger, Delivery
from kit.bus_settings import BusSettings, milliseconds, ssl_context_of
from kit.settings import KafkaSettings
from kit.subscription import Subscription

Records = Sequence[Any]
"""The raw records of a batch, as aiokafka made them."""

Take = Callable[[Records], Awaitable[None]]
"""Handles a batch; raises when it must be delivered again."""

Parse = Callable[[Records], Awaitable[Any]]
"""FastStream's own parser of a batch."""

_MECHANISMS: dict[str, type[SASLPlaintext | SASLScram256 | SASLScram512]] = {
    "PLAIN": SASLPlaintext,
    "SCRAM-SHA-256": SASLScram256,
    "SCRAM-SHA-512": SASLScram512,
}


def make_broker(settings: BusSettings) -> KafkaBroker:
    """Return a broker that consumes only: what is sent goes through `kit.publisher`."""
    return KafkaBroker(
        settings.kafka.bootstrap.split(","),
        security=security_of(settings.kafka),
        ack_policy=AckPolicy.NACK_ON_ERROR,
        consumer_only=True,
        allow_auto_create_topics=False,
        request_timeout_ms=milliseconds(settings.request_timeout),
        metadata_max_age_ms=milliseconds(settings.metadata_max_age),
        graceful_timeout=settings.drain,
        apply_types=False,
        logger=None,
    )


def subscribe(
    broker: KafkaBroker,
    settings: BusSettings,
    subscription: Subscription,
    take: Take,
    acknowledger: Acknowledger,
    listener: ConsumerRebalanceListener,
) -> Any:
    """Return the subscriber (not started) that hands the batches of a subscription to `take`."""

    async def parse_batch(records: Records, original: Parse) -> Any:
        return await batch_message(records, original, acknowledger)

    subscriber = broker.subscriber(
        pattern=subscription.pattern,
        group_id=subscription.group,
        group_instance_id=settings.member or None,
        batch=True,
        parser=parse_batch,
        decoder=raw_records,
        max_records=subscription.batch_size,
        batch_timeout_ms=milliseconds(settings.poll),
        auto_offset_reset="earliest",
        session_timeout_ms=milliseconds(settings.session_timeout),
        heartbeat_interval_ms=milliseconds(settings.heartbeat),
        max_poll_interval_ms=milliseconds(settings.max_poll_interval),
        listener=listener,
        no_reply=True,
    )

    async def on_batch(records: NoCast[Records]) -> None:
        await take(records)

    subscriber(on_batch)
    return subscriber


async def batch_message(records: Records, original: Parse, acknowledger: Acknowledger) -> Any:
    """Make FastStream's message of a batch without looking at any header.

    The default parser decodes all headers as UTF-8; when one is not, the batch is acknowledged
    unhandled. The headers are read one record at a time by the policy.
    """
    message = await original((replace(records[0], headers=()),))
    acknowledger.consumer = message.consumer
    message.raw_message = records
    message.consumer = Delivery(acknowledger, records)
    return message


async def raw_records(message: Any) -> Records:
    """Give the handler the raw records."""
    return message.raw_message


def security_of(kafka: KafkaSettings) -> BaseSecurity | None:
    """Return FastStream's form of how to sign in."""
    if kafka.security == "PLAINTEXT":
        return None
    context = None if kafka.security == "SASL_PLAINTEXT" else ssl_context_of(kafka)
    if kafka.security == "SSL":
        return BaseSecurity(ssl_context=context, use_ssl=True)
    return _MECHANISMS[kafka.mechanism](
        kafka.username,
        kafka.password.get_secret_value(),
        ssl_context=context,
        use_ssl=context is not None,
    )
