"""Logs: one JSON object a line on standard output, redacted, with trace and service in each.

Lines of other libraries (uvicorn, aiokafka, grpc, the driver) come through the same processors.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO, cast

import structlog
from structlog.typing import FilteringBoundLogger, Processor

from kit.call import current_traceparent
from kit.redaction import redact_fields, redact_text
from kit.tracing import trace_id

QUIET: Mapping[str, int] = {
    "aiokafka": logging.WARNING,
    "asyncio": logging.WARNING,
    "faststream": logging.WARNING,
    "grpc": logging.WARNING,
    "motor": logging.WARNING,
    "pymongo": logging.WARNING,
    "uvicorn": logging.WARNING,
}
"""Least level of the libraries' own lines."""

_OURS = frozenset({"event", "level", "timestamp", "logger", "module", "exception"})

Line = MutableMapping[str, Any]


def get_logger(part: str) -> FilteringBoundLogger:
    """Return the logger of a part, e.g. `get_logger("kit.relay")`; usable before `configure`."""
    return cast("FilteringBoundLogger", structlog.get_logger(module=part))


def configure_logging(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send every log line of the process as redacted JSON to a stream (standard output)."""
    target = stream or sys.stdout
    structlog.configure(
        processors=[*_shared(), structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(_number(level)),
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    _route_libraries(level, target)


def add_trace(_logger: object, _method: str, line: Line) -> Line:
    """Add the trace id of the call being served."""
    trace = trace_id(current_traceparent())
    if trace:
        line["trace_id"] = trace
    return line


def hide_private(_logger: object, _method: str, line: Line) -> Line:
    """Hide personal data and secrets in every field, exception texts included."""
    kept = {key: line[key] for key in _OURS if key in line}
    hidden = redact_fields({key: value for key, value in line.items() if key not in _OURS})
    return {**hidden, **{key: redact_text(str(value)) for key, value in kept.items()}}


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        add_trace,
        structlog.processors.format_exc_info,
        hide_private,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _route_libraries(level: str, target: TextIO) -> None:
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *_shared()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(_number(level))
    for name, least in QUIET.items():
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(max(least, _number(level)))


def _number(level: str) -> int:
    return logging.getLevelNamesMapping()[level]
