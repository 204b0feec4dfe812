"""`make docs`: write the tables of the documentation from the code; --check only compares.

A table stands between `<!-- table: NAME -->` and `<!-- end -->`; NAME is a key of `tables()`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, TypeGuard

from gov321.registry.events.v1.registry_events_pb2 import HouseholdRegistered

from kit.authz import Operations
from kit.envelope import Event, topic_events
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metric, metrics_table
from kit.model.errors import Refusal
from kit.roles import CEILING, PURPOSES, ROLE_NAMES, Role
from kit.rpc_errors import CODES
from kit.settings import ServiceSettings
from kit.settings_table import settings_table

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("kit", "services", "dev")

_MARKED = re.compile(r"(<!-- table: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_MESSAGE = re.compile(r"((?://.*\n)+)message (\w+) ")
_COMMON_FIELDS = frozenset({"occur_time", "effective_date"})
_EXAMPLE_TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def documents() -> list[Path]:
    """Return every document that tells of the code."""
    services = sorted(ROOT.glob("services/*/README.md"))
    return [ROOT / "README.md", *services, *sorted(ROOT.glob("docs/**/*.md"))]


def rendered(text: str) -> str:
    """Return a document with its tables as the code has them now."""
    made = tables()
    return _MARKED.sub(lambda found: f"{found[1]}{made[found[2]]()}{found[3]}", text)


def refusals(package: str) -> list[type[Refusal]]:
    """Return the refusals of a package that have a reason of their own, by reason."""
    root = import_module(package)
    modules = [import_module(found.name) for found in walk_packages(root.__path__, f"{package}.")]
    found = {cls for module in (root, *modules) for cls in _refusals_in(vars(module))}
    return sorted(found - {Refusal}, key=lambda cls: cls.reason)


def services() -> list[str]:
    """Return the names of the services that are built."""
    return sorted(file.parent.name for file in ROOT.glob("services/*/app.py"))


def settings_of(service: str) -> type[ServiceSettings]:
    """Return a service's settings class."""
    names = vars(import_module(f"services.{service}.settings"))
    own = (value for name, value in names.items() if name == f"{service.capitalize()}Settings")
    return next(own)


def operations_of(service: str) -> Operations:
    """Return what a service's methods are called and who may call them."""
    return import_module(f"services.{service}.rpc.operations").OPERATIONS


def metrics() -> list[Metric]:
    """Return every declared metric: those of every service, then each service's own."""
    own = (ROOT / "services" / name / "metrics.py" for name in services())
    modules = (
        import_module(f"services.{file.parent.name}.metrics") for file in own if file.exists()
    )
    return [*KIT_METRICS, *(metric for module in modules for metric in module.METRICS)]


def published(service: str) -> dict[str, Any]:
    """Return the messages a service publishes as facts, by name: each carries a whole record."""
    found: dict[str, Any] = {}
    for file in _event_files(service):
        module = import_module(f"gov321.{service}.events.v1.{file.stem}_pb2")
        messages: Mapping[str, Any] = module.DESCRIPTOR.message_types_by_name
        found |= {name: message for name, message in messages.items() if _is_fact(message)}
    return found


def _event_files(service: str) -> list[Path]:
    return sorted(ROOT.glob(f"proto/gov321/{service}/events/v1/*_events.proto"))


def _is_fact(message: Any) -> bool:
    """Whether it is published; `…Fact` is what readers parse that only want the record."""
    first: Any = message.fields_by_number.get(1)
    carried: Any = first.message_type if first is not None else None
    return carried is not None and carried.name.endswith("Record") and "Fact" not in message.name


def _refusals_in(names: Mapping[str, Any]) -> Iterator[type[Refusal]]:
    for value in names.values():
        if _is_refusal(value) and value.__module__ == names["__name__"]:
            yield value


def _is_refusal(value: object) -> TypeGuard[type[Refusal]]:
    """Whether it is a class of refusals with a reason of its own."""
    return isinstance(value, type) and issubclass(value, Refusal) and "reason" in vars(value)


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [tuple(head), *(tuple(row) for row in rows)]
    lines.insert(1, ("---",) * len(lines[0]))
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def _refusal_table(package: str) -> str:
    head = ("reason", "kind", "gRPC", "when", "what the person is told, and what to do")
    rows = (
        (f"`{cls.reason}`", cls.kind.value, CODES[cls.kind].name, _first_line(cls), cls.text)
        for cls in refusals(package)
    )
    return _table(head, rows)


def _first_line(cls: type) -> str:
    return (cls.__doc__ or "").strip().splitlines()[0]


def _event_table(service: str) -> str:
    texts = "".join(_text(file) for file in _event_files(service))
    comments = {name: comment for comment, name in _MESSAGE.findall(texts)}
    rows = (
        (f"`{name}`", _plain(comments[name]), _own_fields(message))
        for name, message in published(service).items()
    )
    return _table(("fact", "what happened", "says besides the record"), rows)


def _plain(comment: str) -> str:
    return " ".join(line.removeprefix("//").strip() for line in comment.splitlines())


def _own_fields(message: Any) -> str:
    own = [field.name for field in message.fields if field.number > 1]
    return ", ".join(f"`{name}`" for name in own if name not in _COMMON_FIELDS) or "–"


def _header_table() -> str:
    event = Event(
        topic=topic_events("registry"),
        key="610921104206",
        type=HouseholdRegistered.DESCRIPTOR.full_name,
        subject="2f1c7a0e-5b1d-5c58-9f5e-0d3f6c1b7a42",
        revision=1,
        n=0,
        source="/gov321/villages/registry",
        time=datetime(2026, 3, 1, 2, 30, tzinfo=UTC),
        data=b"",
        traceparent=_EXAMPLE_TRACE,
    )
    return _table(
        ("header", "example"), ((f"`{n}`", f"`{v.decode()}`") for n, v in event.headers())
    )


def _rpc_table(service: str) -> str:
    rows = (
        (
            f"`{method.rpartition('.')[2]}`",
            one.name,
            _roles(one.roles),
            one.field_class.name.lower(),
        )
        for method, one in operations_of(service).items()
    )
    return _table(("method", "业务", "roles", "shows at most"), rows)


def _roles(roles: Iterable[Role]) -> str:
    return "、".join(ROLE_NAMES[role] for role in Role if role in set(roles))


def _role_table() -> str:
    rows = ((f"`{r}`", name, CEILING[r].name.lower()) for r, name in ROLE_NAMES.items())
    return _table(("role", "角色", "sees at most"), rows)


def _purpose_table() -> str:
    rows = ((f"`{c}`", p.name, p.basis, _roles(p.roles)) for c, p in PURPOSES.items())
    return _table(("purpose", "用途", "依据", "who may claim it"), rows)


def tables() -> Mapping[str, Callable[[], str]]:
    """Return how to make each table, by name."""
    common: dict[str, Callable[[], str]] = {
        "settings": lambda: settings_table(ServiceSettings),
        "metrics": lambda: metrics_table(metrics()),
        "errors-kit": lambda: _refusal_table("kit"),
        "errors-services": lambda: _refusal_table("services"),
        "errors-dev": lambda: _refusal_table("dev"),
        "headers": _header_table,
        "roles": _role_table,
        "purposes": _purpose_table,
    }
    for name in services():
        common[f"{name}-settings"] = partial(settings_table, settings_of(name), own_only=True)
        common[f"{name}-rpcs"] = partial(_rpc_table, name)
        common[f"{name}-events"] = partial(_event_table, name)
    return common


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def main() -> int:
    """Write the tables, or with --check tell which documents are out of date."""
    check = "--check" in sys.argv[1:]
    stale = [file for file in documents() if rendered(_text(file)) != _text(file)]
    for file in stale:
        if check:
            print(f"{file.relative_to(ROOT)} 中的表格与代码不一致，请运行 make docs")
        else:
            file.write_text(rendered(_text(file)), encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
