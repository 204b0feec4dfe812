"""One class per refusal; the kind decides the gRPC code and whether a message is retried."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar


class Kind(Enum):
    """What sort of refusal it is. `kit.rpc` maps each kind once to a gRPC status code."""

    INVALID = "invalid"
    NOT_FOUND = "not_found"
    ALREADY_EXISTS = "already_exists"
    CONFLICT = "conflict"
    REFUSED = "refused"
    DENIED = "denied"
    UNAUTHENTICATED = "unauthenticated"
    EXHAUSTED = "exhausted"
    UNAVAILABLE = "unavailable"


class Refusal(Exception):
    """Base of every refusal.

    A subclass sets `kind`, `reason` (UPPER_SNAKE, listed in docs/errors.md) and `text` (Chinese,
    with `{fields}`). The fields carry ids and codes, never personal data: they reach logs.
    """

    kind: ClassVar[Kind] = Kind.REFUSED
    reason: ClassVar[str] = "REFUSED"
    text: ClassVar[str] = "操作被拒绝。"

    def __init__(self, **fields: object) -> None:
        self.fields = {name: str(value) for name, value in fields.items()}
        super().__init__(self.reason, self.fields)

    @property
    def user_text(self) -> str:
        """The Chinese sentence for the person who asked: what happened and what to do."""
        return self.text.format_map(_Gaps(self.fields))

    def __str__(self) -> str:
        """English reason with ids, for logs."""
        detail = " ".join(f"{name}={value}" for name, value in sorted(self.fields.items()))
        return f"{self.reason} {detail}".strip()


class _Gaps(dict[str, str]):
    """Leave a placeholder readable when a field was not given."""

    def __missing__(self, key: str) -> str:
        return f"({key})"


class InvalidValue(Refusal):
    """A value cannot be what it claims to be. Fields: `field`, `why` (Chinese, actionable)."""

    kind = Kind.INVALID
    reason = "INVALID_VALUE"
    text = "“{field}”填写有误：{why}。"


class NotFound(Refusal):
    """No such record in the caller's scope. Fields: `what`, `id`."""

    kind = Kind.NOT_FOUND
    reason = "NOT_FOUND"
    text = "没有找到{what}（编号 {id}），请核对编号和所属辖区。"


class StaleRevision(Refusal):
    """The caller decided on an older state. Fields: `id`, `expected`, `actual`."""

    kind = Kind.CONFLICT
    reason = "STALE_REVISION"
    text = "记录 {id} 已被他人更新（版本 {expected} → {actual}），请刷新后重试。"


class RequestReused(Refusal):
    """A `request_id` came again with another body. Fields: `request_id`."""

    kind = Kind.ALREADY_EXISTS
    reason = "REQUEST_ID_REUSED"
    text = "请求编号 {request_id} 已用于另一内容，请换用新的请求编号。"


class TooMuchContention(Refusal):
    """Others kept changing the record while we tried. Fields: `id`."""

    kind = Kind.CONFLICT
    reason = "TOO_MUCH_CONTENTION"
    text = "记录 {id} 正被频繁修改，请稍后重试。"


class NotCustodian(Refusal):
    """This site may not write the record. Fields: `id`, `custodian` (12-digit division code)."""

    kind = Kind.REFUSED
    reason = "NOT_CUSTODIAN"
    text = "记录 {id} 由 {custodian} 中心管理，请到该中心办理。"


class PermissionRefused(Refusal):
    """The principal may not do this. Fields: `operation`."""

    kind = Kind.DENIED
    reason = "PERMISSION_DENIED"
    text = "您没有权限执行“{operation}”，请联系本级平台管理员。"


class NotAuthenticated(Refusal):
    """No valid token. Fields: `why` (English, short)."""

    kind = Kind.UNAUTHENTICATED
    reason = "NOT_AUTHENTICATED"
    text = "身份凭证缺失或已失效，请重新登录。"


class Unavailable(Refusal):
    """A part we need is away; the only kind worth retrying. Fields: `what`."""

    kind = Kind.UNAVAILABLE
    reason = "UNAVAILABLE"
    text = "{what}暂时不可用，请稍后重试。"
