"""With certificates set, only clients of the same authority can connect."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from google.protobuf.wrappers_pb2 import StringValue

from kit.interceptors import Edge
from kit.jwks import FileKeys
from kit.local_issuer import LocalIssuer
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from kit.model.clock import SystemClock
from kit.model.division import Tier
from kit.roles import Role
from kit.rpc_client import channel_to, credentials_of
from kit.rpc_metrics import RpcMetrics
from kit.rpc_server import Mount, RpcServer
from kit.settings import RpcSettings
from kit.tokens import TokenVerifier
from tests.support.echo_service import OPERATIONS, EchoServicer, EchoStub, add_echo


def certified(directory: Path) -> RpcSettings:
    """Write a certificate that is its own authority, and return the settings that name it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "echo")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    directory.mkdir(exist_ok=True)
    pem = serialization.Encoding.PEM
    (directory / "tls.crt").write_bytes(certificate.public_bytes(pem))
    (directory / "tls.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    crt, secret = str(directory / "tls.crt"), str(directory / "tls.key")
    return RpcSettings(certificate=crt, key=secret, ca=crt)


async def test_only_a_client_of_the_same_authority_gets_in(tmp_path: Path) -> None:
    clock = SystemClock()
    issuer = LocalIssuer(tmp_path, clock)
    token = issuer.issue("u", [Role.CLERK], ["610921104206"], Tier.VILLAGE)
    verifier = TokenVerifier(FileKeys(issuer.jwks_path), "gov321-local", "gov321", clock)
    edge = Edge("echo.gov321", verifier, RpcMetrics(Metrics(KIT_METRICS)))
    settings, strange = certified(tmp_path / "site"), certified(tmp_path / "strange")
    server = RpcServer(settings, edge, OPERATIONS, (Mount(add_echo, EchoServicer()),))
    address = f"127.0.0.1:{await server.start()}"
    answered: list[bool] = []
    for credentials in (credentials_of(settings), credentials_of(strange), None):
        async with channel_to(address, lambda: token, credentials=credentials) as channel:
            try:
                await EchoStub(channel).Echo(StringValue(value="x"))
                answered.append(True)
            except grpc.aio.AioRpcError:
                answered.append(False)
    await server.stop(0)
    assert answered == [True, False, False]


def test_a_missing_certificate_file_stops_the_start(tmp_path: Path) -> None:
    none = str(tmp_path / "none")
    with pytest.raises(FileNotFoundError):
        credentials_of(RpcSettings(certificate=none, key=none))
