"""What the driver raises, translated once into what the rest of gov321 acts on."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    ExecutionTimeout,
    OperationFailure,
    WTimeoutError,
)

from kit.model.errors import Unavailable
from kit.records import DuplicateKey

_AWAY = (ConnectionFailure, ExecutionTimeout, WTimeoutError)
"""No connection, no primary, no pool slot, or no answer in time: worth trying again later."""

_DUPLICATE_CODES = frozenset({11000, 11001, 12582})
_CONFLICT_CODE = 112
_INDEX_OF_MESSAGE = re.compile(r"index: (\S+) dup key")


class WriteConflict(Exception):
    """Another transaction was in the way and nothing was written: look again and decide."""


@contextmanager
def store_errors() -> Generator[None]:
    """Translate the driver's errors.

    Raises:
        Unavailable: the store is away.
        WriteConflict: another transaction was in the way.
        DuplicateKey: a unique index refused.
    """
    try:
        yield
    except _AWAY as error:
        raise Unavailable(what="数据存储") from error
    except OperationFailure as error:
        translated = _translated(error)
        if translated is None:
            raise
        raise translated from error


def _translated(error: OperationFailure) -> Exception | None:
    failures = _failures(error)
    codes = {failure.get("code") for failure in failures}
    if error.has_error_label("TransientTransactionError") or _CONFLICT_CODE in codes:
        return WriteConflict()
    for failure in failures:
        if failure.get("code") in _DUPLICATE_CODES:
            return duplicate_key(failure)
    if error.has_error_label("RetryableWriteError") or _concern_failed(error):
        return Unavailable(what="数据存储")
    return None


def _failures(error: OperationFailure) -> list[dict[str, Any]]:
    details: dict[str, Any] = dict(error.details or {})
    if isinstance(error, BulkWriteError):
        return list(details.get("writeErrors", ()))
    return [{**details, "code": error.code}]


def _concern_failed(error: OperationFailure) -> bool:
    return bool((error.details or {}).get("writeConcernErrors"))


def ids_present(error: BulkWriteError) -> set[str]:
    """Return the ids an unordered insert found taken; raise the error if it says more."""
    failures = _failures(error)
    if _concern_failed(error) or any(f.get("code") not in _DUPLICATE_CODES for f in failures):
        raise error
    duplicates = [duplicate_key(failure) for failure in failures]
    for duplicate in duplicates:
        if duplicate.index != "_id":
            raise duplicate from error
    return {duplicate.id for duplicate in duplicates}


def duplicate_key(failure: dict[str, Any]) -> DuplicateKey:
    """Return what one write error of code 11000 says: which index refused which record."""
    found = _INDEX_OF_MESSAGE.search(str(failure.get("errmsg", "")))
    index = found[1] if found else "_".join(failure.get("keyPattern", {}))
    operation: dict[str, Any] = failure.get("op") or failure.get("keyValue") or {}
    id = operation.get("_id", operation.get("q", {}).get("_id", ""))
    return DuplicateKey("_id" if index == "_id_" else index, str(id))
