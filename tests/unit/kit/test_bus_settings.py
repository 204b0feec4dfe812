"""How the bus signs in and what its numbers must be to each other."""

from __future__ import annotations

import ssl

import pytest
from faststream import AckPolicy
from faststream.kafka.security import parse_security
from pydantic import SecretStr

from kit.bus_broker import make_broker, security_of
from kit.bus_settings import BusSettings, Limits, connection_options
from kit.settings import KafkaSettings

LOCAL = KafkaSettings()


def signed_in(security: str, mechanism: str = "SCRAM-SHA-512") -> KafkaSettings:
    return KafkaSettings(
        security=security, mechanism=mechanism, username="registry", password=SecretStr("pa55")
    )


def comparable(options: dict[str, object]) -> dict[str, object]:
    """Options without the address, the TLS context told by whether it verifies the broker."""
    return {
        name: value.verify_mode if isinstance(value, ssl.SSLContext) else value
        for name, value in options.items()
        if value is not None and name != "bootstrap_servers"
    }


@pytest.mark.parametrize(
    "kafka",
    [
        signed_in("SSL"),
        signed_in("SASL_SSL"),
        signed_in("SASL_SSL", "SCRAM-SHA-256"),
        signed_in("SASL_PLAINTEXT", "PLAIN"),
    ],
    ids=lambda kafka: f"{kafka.security} {kafka.mechanism}",
)
def test_consumers_and_producers_sign_in_alike(kafka: KafkaSettings) -> None:
    consumer = comparable(dict(parse_security(security_of(kafka))))
    assert consumer == comparable(connection_options(kafka))


def test_broker_is_verified() -> None:
    context = connection_options(signed_in("SASL_SSL"))["ssl_context"]
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_plain_connection_needs_nothing() -> None:
    assert connection_options(LOCAL) == {
        "bootstrap_servers": LOCAL.bootstrap,
        "security_protocol": "PLAINTEXT",
    }
    assert security_of(LOCAL) is None


def test_broker_acknowledges_only_what_was_handled() -> None:
    assert make_broker(BusSettings(kafka=LOCAL)).config.ack_policy is AckPolicy.NACK_ON_ERROR


def test_patience_must_end_before_the_group_expels_the_member() -> None:
    with pytest.raises(ValueError, match="max_poll_interval"):
        BusSettings(kafka=LOCAL, limits=Limits(patience=299.0))


def test_requests_must_outlast_the_session() -> None:
    with pytest.raises(ValueError, match="request_timeout"):
        BusSettings(kafka=LOCAL, request_timeout=45.0)
