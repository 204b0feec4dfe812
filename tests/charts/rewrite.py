"""`python -m tests.charts.rewrite`: write the goldens and the shared part of the schemas again.

Look at the difference before committing it: it is what an operator's cluster will get.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.charts.kept import GOLDENS, golden_of
from tests.charts.rendering import CHARTS

DEFINITIONS = CHARTS / "lib/schema/defs.json"
"""The one home of the schema of `global`; Helm follows no reference to another file."""
SCHEMAS = (
    CHARTS / "lib/schema/service.json",
    *(CHARTS / f"{chart}/values.schema.json" for chart in ("site", "platform", "devdata")),
)


def with_definitions(schema: Path) -> str:
    """Return a schema's text with the shared definitions as they are now."""
    document: dict[str, Any] = json.loads(schema.read_text(encoding="utf-8"))
    document["$defs"] = json.loads(DEFINITIONS.read_text(encoding="utf-8"))
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    """Write everything."""
    for schema in SCHEMAS:
        schema.write_text(with_definitions(schema), encoding="utf-8")
    for golden in GOLDENS:
        golden.file.write_text(golden_of(golden), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
