"""The schemas of the values: draft 2020-12, strict, and right about the values that are shipped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest

from tests.charts.rendering import CHARTS, SERVICES, Values, merged, site_values, templates

SCHEMAS = tuple(sorted(CHARTS.glob("*/values.schema.json")))
DRAFT = "https://json-schema.org/draft/2020-12/schema"
OPEN = {
    "$.patternProperties.^[a-z][a-z0-9-]*$",  # a service's block: its own chart's schema checks it
    "$.$defs.lib.properties.global",  # Helm hands `global` on to the library
}


def of_chart(schema: Path) -> str:
    return schema.parent.name


def nodes(node: Any, path: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside a schema, with its path."""
    if isinstance(node, dict):
        schema = cast("dict[str, Any]", node)
        yield path, schema
        for key, value in schema.items():
            yield from nodes(value, f"{path}.{key}")
    elif isinstance(node, list):
        items = cast("list[Any]", node)
        for number, value in enumerate(items):
            yield from nodes(value, f"{path}.{number}")


def load(schema: Path) -> dict[str, Any]:
    return json.loads(schema.read_text(encoding="utf-8"))


def test_every_chart_has_one() -> None:
    assert {of_chart(schema) for schema in SCHEMAS} >= {"site", "platform", "devdata", *SERVICES}


@pytest.mark.parametrize("schema", SCHEMAS, ids=of_chart)
def test_it_is_a_schema_of_draft_2020_12(schema: Path) -> None:
    document = load(schema)
    assert document["$schema"] == DRAFT
    validator: Any = jsonschema.Draft202012Validator
    validator.check_schema(document)


@pytest.mark.parametrize("schema", SCHEMAS, ids=of_chart)
def test_it_knows_every_key(schema: Path) -> None:
    loose = [
        path
        for path, node in nodes(load(schema))
        if node.get("type") == "object" and node.get("additionalProperties", True) is True
    ]
    assert set(loose) - OPEN == set()


@pytest.mark.parametrize("schema", SCHEMAS, ids=of_chart)
def test_it_admits_what_all_charts_share(schema: Path) -> None:
    assert load(schema)["properties"]["global"] == {"$ref": "#/$defs/global"}


def test_the_schema_of_what_is_shared_describes_every_default() -> None:
    written = (CHARTS / "lib/templates/_globals.tpl").read_text(encoding="utf-8")
    defaults = written.split('"gov321.defaults" -}}\n')[1].split("{{- end }}")[0]
    keys = {line.split(":")[0] for line in defaults.splitlines() if line and line[0].isalpha()}
    known = json.loads((CHARTS / "lib/schema/defs.json").read_text(encoding="utf-8"))
    assert keys == set(known["global"]["properties"])


WRONG: tuple[tuple[str, Values], ...] = (
    ("registry", {"registry": {"scaling": {"replicas": "two"}}}),
    ("registry", {"registry": {"scaling": {"replicas": 13}}}),
    ("replica", {"registry": {"replica": 2}}),
    ("cpu", {"registry": {"resources": {"limits": {"cpu": "1"}}}}),
    ("GOV321_KAFKA__PASSWORD", {"registry": {"settings": {"GOV321_KAFKA__PASSWORD": "x"}}}),
    ("PATH", {"registry": {"settings": {"PATH": "/x"}}}),
    ("kafak", {"global": {"kafak": {}}}),
    ("county", {"global": {"topology": {"county": 610921000000}}}),
    ("tier", {"global": {"site": {"tier": "district"}}}),
    ("security", {"global": {"kafka": {"security": "NONE"}}}),
    ("max", {"grid": {"scaling": {"max": 24}}}),
)


@pytest.mark.parametrize(("word", "layer"), WRONG, ids=[str(layer) for _, layer in WRONG])
def test_a_wrong_value_is_refused_and_named(word: str, layer: Values) -> None:
    with pytest.raises(Exception, match=word):
        templates("site", "villages", merged(site_values("villages"), layer))
