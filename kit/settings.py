"""Settings every service has; a service adds its own fields to a subclass of `ServiceSettings`.

Read from the environment (`GOV321_RPC__PORT=50051`) and from a directory of secret files
(`/run/secrets/gov321/GOV321_MONGO__URI`). Every field has a default under which an old
deployment still runs.
"""

from __future__ import annotations

import os
import socket
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

ENV_PREFIX = "GOV321_"
SECRETS_ENV = "GOV321_SECRETS_DIR"
DEFAULT_SECRETS_DIR = "/run/secrets/gov321"

Port = Annotated[int, Field(ge=0, le=65535)]


def _seconds(value: object) -> object:
    """Let the environment say `7` for seven seconds beside `PT7S`."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


Seconds = Annotated[timedelta, BeforeValidator(_seconds)]


class Group(BaseModel):
    """A group of settings that belong to one part; frozen, and strict about unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MongoSettings(Group):
    """Where the documents are kept."""

    uri: SecretStr = Field(
        default=SecretStr("mongodb://127.0.0.1:27017"),
        description="Address of the replica set with user and password: give it as a secret file",
    )
    database: str = Field(
        default="gov321", description="Database; unless it is set, gov321_<site>_<service> is used"
    )
    pool: int = Field(default=50, ge=1, description="Most connections to one server")
    selection_timeout: Seconds = Field(
        default=timedelta(seconds=3), description="How long to look for a primary before giving up"
    )
    socket_timeout: Seconds = Field(
        default=timedelta(seconds=30), description="How long to wait for one answer"
    )


class KafkaSettings(Group):
    """Which brokers carry the events, and how to sign in."""

    bootstrap: str = Field(
        default="127.0.0.1:9092", description="Brokers to ask first, host:port,…"
    )
    security: str = Field(
        default="PLAINTEXT",
        pattern="^(PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL)$",
        description="Security protocol: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL",
    )
    mechanism: str = Field(default="SCRAM-SHA-512", description="SASL mechanism")
    username: str = Field(default="", description="SASL user")
    password: SecretStr = Field(
        default=SecretStr(""), description="SASL password; give it as a secret file"
    )
    ca: str = Field(default="", description="File with the brokers' certificate authority")
    certificate: str = Field(default="", description="File with this service's client certificate")
    key: str = Field(default="", description="File with the key of the client certificate")
    batch_size: int = Field(
        default=500, ge=1, le=5000, description="Most records one handler call gets"
    )
    absence_seconds: float = Field(
        default=20.0,
        ge=6,
        description="How long the partitions of a process that was told to stop wait for it before "
        "others take them; longer than a pod's restart takes",
    )


class RpcSettings(Group):
    """The gRPC side of a service."""

    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: Port = Field(default=0, description="Port to listen on; 0 takes a free one")
    message_bytes: int = Field(
        default=4 * 1024 * 1024, ge=1024, description="Largest message, in bytes"
    )
    max_connection_age_seconds: float = Field(
        default=300.0,
        gt=0,
        description="After this long a client must reconnect, so new pods get calls",
    )
    deadline_seconds: float = Field(
        default=2.0, gt=0, description="Deadline of our own calls to others"
    )
    reflection: bool = Field(
        default=False, description="Answer reflection; leave off in production"
    )
    certificate: str = Field(
        default="", description="File with the server certificate; empty means no TLS"
    )
    key: str = Field(default="", description="File with the key of the server certificate")
    ca: str = Field(default="", description="File with the authority of client certificates (mTLS)")


class HttpSettings(Group):
    """The port for /metrics, /livez and /readyz."""

    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: Port = Field(default=0, description="Port to listen on; 0 takes a free one")


class KeySettings(Group):
    """Keys that seal personal data."""

    ring: str = Field(
        default="", description="File with the key ring (JSON); required to seal or open"
    )


class AuthSettings(Group):
    """Whose tokens are believed."""

    jwks: str = Field(
        default="", description="File path or http(s) URL of the issuer's public keys (JWKS)"
    )
    issuer: str = Field(
        default="gov321-local", description="The only issuer (iss) that is believed"
    )
    audience: str = Field(default="gov321", description="The audience (aud) a token must name")
    refresh_seconds: float = Field(
        default=300.0, gt=0, description="How long keys from a URL are kept"
    )
    service_token: str = Field(
        default="", description="File with this service's own token for calls without a caller"
    )


class TelemetrySettings(Group):
    """Logs and traces."""

    otlp_endpoint: str = Field(
        default="", description="OTLP/gRPC collector; empty switches tracing off"
    )
    sample_ratio: float = Field(
        default=0.1, ge=0, le=1, description="Share of new traces that are kept"
    )
    log_level: str = Field(
        default="INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="Least level that is logged: DEBUG, INFO, WARNING or ERROR",
    )


def _ordinal_name(value: str) -> str:
    return value or os.environ.get("HOSTNAME", "") or socket.gethostname()


class ServiceSettings(BaseSettings):
    """What every service is told; subclass it and add fields with a description each."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, env_nested_delimiter="__", frozen=True, extra="ignore"
    )

    site: str = Field(default="county", description="Id of the site in the topology, e.g. villages")
    topology: str = Field(default="", description="File with the topology (JSON): county and sites")
    divisions: str = Field(default="", description="File with the county's divisions (CSV)")
    instance: Annotated[str, AfterValidator(_ordinal_name)] = Field(
        default="",
        validate_default=True,
        description="Stable name of this process (StatefulSet pod); empty takes the host name",
    )
    grace_seconds: float = Field(
        default=25.0, gt=0, description="Time to drain on SIGTERM; below the pod's own grace period"
    )
    drain_seconds: float = Field(
        default=3.0,
        ge=0,
        description="Time that calls are still taken after SIGTERM, until balancers know; part of "
        "the grace time",
    )
    required_secrets: str = Field(
        default="",
        description="Secret files that must be there, names with commas, e.g. GOV321_MONGO__URI; "
        "without one the service waits for it and is not ready",
    )
    address_file: str = Field(
        default="",
        description="File to write the real ports to once they are open; empty writes none",
    )
    mongo: MongoSettings = MongoSettings()
    kafka: KafkaSettings = KafkaSettings()
    rpc: RpcSettings = RpcSettings()
    http: HttpSettings = HttpSettings()
    keys: KeySettings = KeySettings()
    auth: AuthSettings = AuthSettings()
    telemetry: TelemetrySettings = TelemetrySettings()

    def mongo_of(self, service: str) -> MongoSettings:
        """Return the store settings of a service at this site, its database name filled in."""
        if "database" in self.mongo.model_fields_set:
            return self.mongo
        return self.mongo.model_copy(update={"database": f"gov321_{self.site}_{service}"})

    def member_of(self, service: str) -> str:
        """Return the static Kafka member id: the same after a restart of the same pod."""
        return f"{self.members_of(service)}{self.instance}"

    def members_of(self, service: str) -> str:
        """Return how the member ids of a service at this site begin."""
        return f"{self.site}.{service}."

    def groups_of(self, service: str) -> str:
        """Return how the names of a service's consumer groups at this site begin."""
        return f"gov321.{self.site}.{service}."

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic passes it by name
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - same
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[Any, ...]:
        """Order: arguments, environment, secret files; no .env file."""
        directory = Path(os.environ.get(SECRETS_ENV, DEFAULT_SECRETS_DIR))
        if not directory.is_dir():
            return init_settings, env_settings
        secrets = NestedSecretsSettingsSource(
            file_secret_settings,
            secrets_dir=directory,
            secrets_prefix=ENV_PREFIX,
            secrets_nested_delimiter="__",
        )
        return init_settings, env_settings, secrets
