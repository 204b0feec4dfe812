"""Refusals on the wire: kind → status, with `ErrorInfo` for programs and Chinese for people."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.message import DecodeError
from google.rpc.error_details_pb2 import ErrorInfo, LocalizedMessage
from google.rpc.status_pb2 import Status

from kit.model.errors import Kind, Refusal, Unavailable
from kit.redaction import redact_text

LOCALE = "zh-CN"
DETAILS_KEY = "grpc-status-details-bin"
INTERNAL_REASON = "INTERNAL"

CODES: Mapping[Kind, grpc.StatusCode] = {
    Kind.INVALID: grpc.StatusCode.INVALID_ARGUMENT,
    Kind.NOT_FOUND: grpc.StatusCode.NOT_FOUND,
    Kind.ALREADY_EXISTS: grpc.StatusCode.ALREADY_EXISTS,
    Kind.CONFLICT: grpc.StatusCode.ABORTED,
    Kind.REFUSED: grpc.StatusCode.FAILED_PRECONDITION,
    Kind.DENIED: grpc.StatusCode.PERMISSION_DENIED,
    Kind.UNAUTHENTICATED: grpc.StatusCode.UNAUTHENTICATED,
    Kind.EXHAUSTED: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Kind.UNAVAILABLE: grpc.StatusCode.UNAVAILABLE,
}
_KINDS = {code: kind for kind, code in CODES.items()}
_AWAY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller is told instead of a response."""

    code: grpc.StatusCode
    details: str
    trailing: tuple[tuple[str, bytes], ...]


def answer_of(refusal: Refusal, domain: str) -> Answer:
    """Return the answer for a refusal; `domain` is `<context>.gov321`.

    What has the shape of personal data is hidden: somebody may type it where an id belongs, and
    clients write errors to logs.
    """
    fields = {name: redact_text(text) for name, text in refusal.fields.items()}
    info = ErrorInfo(reason=refusal.reason, domain=domain, metadata=fields)
    return _answer(CODES[refusal.kind], refusal.reason, info, redact_text(refusal.user_text))


def internal_answer(error_id: str, domain: str) -> Answer:
    """Return the answer for our own mistake: an id that the log has, and nothing else."""
    info = ErrorInfo(reason=INTERNAL_REASON, domain=domain, metadata={"error_id": error_id})
    text = f"系统内部错误，请将编号 {error_id} 告知平台运维。"
    return _answer(grpc.StatusCode.INTERNAL, "internal", info, text)


def _answer(code: grpc.StatusCode, details: str, info: ErrorInfo, text: str) -> Answer:
    packed = [AnyMessage(), AnyMessage()]
    packed[0].Pack(info)
    packed[1].Pack(LocalizedMessage(locale=LOCALE, message=text))
    number: int = code.value[0]
    status = Status(code=number, message=details, details=packed)
    return Answer(code, details, ((DETAILS_KEY, status.SerializeToString()),))


class RemoteRefusal(Refusal):
    """A refusal another service answered with; kind, reason and fields are the original's."""

    def __init__(self, user_text: str, fields: Mapping[str, str]) -> None:
        super().__init__(**fields)
        self._user_text = user_text

    @property
    def user_text(self) -> str:
        """The Chinese sentence the other service wrote."""
        return self._user_text or super().user_text


@lru_cache(maxsize=512)
def _remote_class(kind: Kind, reason: str) -> type[RemoteRefusal]:
    return type("RemoteRefusal", (RemoteRefusal,), {"kind": kind, "reason": reason})


def refusal_from(error: grpc.aio.AioRpcError, what: str) -> Refusal | None:
    """Return the refusal a failed call carries; None when it is the other side's mistake.

    `what` is the Chinese name of the service, for `Unavailable`.
    """
    kind = _KINDS.get(error.code())
    info, text = details_of(error)
    if kind is not None and info.reason:
        fields = {str(name): str(value) for name, value in info.metadata.items()}
        return _remote_class(kind, info.reason)(text, fields)
    return Unavailable(what=what) if error.code() in _AWAY else None


@contextmanager
def remote_refusals(what: str) -> Generator[None]:
    """Turn failed calls inside the block into refusals: `with remote_refusals("户籍服务"):`.

    Raises:
        Refusal: the refusal the other service answered with, or `Unavailable`.
    """
    try:
        yield
    except grpc.aio.AioRpcError as error:
        refusal = refusal_from(error, what)
        if refusal is None:
            raise
        raise refusal from error


def details_of(error: grpc.aio.AioRpcError) -> tuple[ErrorInfo, str]:
    """Return what a failed call says of itself: for programs, and for people; empty if nothing."""
    info, text = ErrorInfo(), LocalizedMessage()
    for packed in _status(error).details:
        packed.Unpack(info)  # each leaves its message alone when the type is another
        packed.Unpack(text)
    return info, text.message


def _status(error: grpc.aio.AioRpcError) -> Status:
    for key, value in error.trailing_metadata() or ():
        if key == DETAILS_KEY and isinstance(value, bytes):
            try:
                return Status.FromString(value)
            except DecodeError:
                break
    return Status()
