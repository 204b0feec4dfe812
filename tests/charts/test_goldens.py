"""The renders as they are kept, and that rendering depends on nothing but the values."""

from __future__ import annotations

import pytest

from tests.charts.kept import GOLDENS, Golden, golden_of
from tests.charts.rendering import CHARTS, ROOT
from tests.charts.rewrite import SCHEMAS, with_definitions

REWRITE = "look at the difference, then: .venv/bin/python -m tests.charts.rewrite"


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: golden.id)
def test_a_render_is_as_it_is_kept(golden: Golden) -> None:
    assert golden_of(golden) == golden.file.read_text(encoding="utf-8"), REWRITE


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: golden.id)
def test_rendering_twice_gives_the_same_bytes(golden: Golden) -> None:
    assert golden_of(golden) == golden_of(golden)


def test_every_kept_render_has_its_values() -> None:
    kept = {file.stem for file in (ROOT / "tests/charts/goldens").iterdir()}
    assert kept == {golden.id for golden in GOLDENS}


@pytest.mark.parametrize(
    "word", ["lookup", "rand", "uuidv4", "genCA", "genSelf", "now", "htpasswd"]
)
def test_templates_ask_neither_the_cluster_nor_chance_nor_the_clock(word: str) -> None:
    found = [
        str(file.relative_to(ROOT))
        for file in CHARTS.glob("*/templates/*")
        for line in file.read_text(encoding="utf-8").splitlines()
        if "{{" in line and f" {word}" in line.replace("(", " ").replace("{{-", "{{")
    ]
    assert found == []


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.parent.name)
def test_the_shared_part_of_a_schema_is_its_one_home_s(schema: object) -> None:
    [path] = [one for one in SCHEMAS if one == schema]
    assert path.read_text(encoding="utf-8") == with_definitions(path), REWRITE
