"""The files an app is given: read with a reason that names setting and path when it cannot be."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, TypeVar

from kit.model.errors import Kind, Refusal
from kit.parts import why
from kit.settings import DEFAULT_SECRETS_DIR, ENV_PREFIX, SECRETS_ENV, ServiceSettings

T = TypeVar("T")


class BadFile(Refusal):
    """A file is missing or not what it should be. Fields: `setting`, `path`, `why` (English)."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE
    reason: ClassVar[str] = "BAD_FILE"
    text: ClassVar[str] = "设置 {setting} 所指的文件 {path} 无法使用：{why}，请联系平台管理员。"


class SecretAway(Refusal):
    """A secret that must be given is not there. Fields: `setting`."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE
    reason: ClassVar[str] = "SECRET_AWAY"
    text: ClassVar[str] = "缺少密钥文件 {setting}，请联系平台管理员。"


def read_given(setting: str, path: str, load: Callable[[Path], T]) -> T:
    """Return what `load` makes of the file that a setting names, without the prefix `GOV321_`.

    Raises:
        BadFile: no path is set, the file cannot be read, or it does not hold what it should.
    """
    name = ENV_PREFIX + setting
    if not path:
        raise BadFile(setting=name, path="", why="not set")
    try:
        return load(Path(path))
    except (OSError, ValueError, KeyError, TypeError, Refusal) as problem:
        raise BadFile(setting=name, path=path, why=why(problem)) from None


def require_given(settings: ServiceSettings) -> None:
    """Check what is read later, or again and again: it must be there when the app begins.

    Raises:
        SecretAway: a required secret is neither a file nor in the environment.
        BadFile: the file of a token, key or certificate is missing.
    """
    for name in filter(None, settings.required_secrets.split(",")):
        if name not in os.environ and not _secrets_dir().joinpath(name).is_file():
            raise SecretAway(setting=name)
    if settings.auth.jwks and "://" not in settings.auth.jwks:
        read_given("AUTH__JWKS", settings.auth.jwks, _json)
    for setting, path in _optional_files(settings).items():
        if path:
            read_given(setting, path, Path.read_bytes)


def _optional_files(settings: ServiceSettings) -> dict[str, str]:
    kafka, rpc = settings.kafka, settings.rpc
    return {
        "AUTH__SERVICE_TOKEN": settings.auth.service_token,
        "KAFKA__CA": kafka.ca,
        "KAFKA__CERTIFICATE": kafka.certificate,
        "KAFKA__KEY": kafka.key,
        "RPC__CA": rpc.ca,
        "RPC__CERTIFICATE": rpc.certificate,
        "RPC__KEY": rpc.key,
    }


def _json(path: Path) -> None:
    json.loads(path.read_bytes())


def _secrets_dir() -> Path:
    return Path(os.environ.get(SECRETS_ENV, DEFAULT_SECRETS_DIR))
