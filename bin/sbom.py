"""`make sbom`: what the image of the services holds, as CycloneDX, from the locks of its build."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

PLATFORM = {
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "sys_platform": "linux",
}
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def locked(lock: str, python: str) -> dict[tuple[str, str], set[str]]:
    """Return the digests that a lock admits, by name and version, of what this Python installs."""
    place = {**PLATFORM, "python_version": python, "python_full_version": f"{python}.0"}
    found: dict[tuple[str, str], set[str]] = {}
    for entry in re.split(r"\n(?=\S)", lock):
        first, *rest = entry.split("\\\n")
        if not first.strip() or first.startswith("#"):
            continue
        pinned = Requirement(first.strip())
        if pinned.marker is None or pinned.marker.evaluate(place):
            version = str(pinned.specifier).removeprefix("==")
            found[pinned.name, version] = set(_HASH.findall("".join(rest)))
    return found


def bill(version: str, python: str, locks: list[str]) -> dict[str, Any]:
    """Return the bill of materials of an image that all these locks go into."""
    parts: dict[tuple[str, str], set[str]] = {}
    for lock in locks:
        for key, digests in locked(lock, python).items():
            parts.setdefault(key, set()).update(digests)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "container", "name": "gov321/services", "version": version}
        },
        "components": [_component(*key, parts[key]) for key in sorted(parts)],
    }


def _component(name: str, version: str, digests: set[str]) -> dict[str, Any]:
    """One package; the digests are those of its files for every platform."""
    purl = f"pkg:pypi/{name}@{version}"
    files = [{"alg": "SHA-256", "content": digest} for digest in sorted(digests)]
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "hashes": files,
    }


def main(version: str, python: str, *locks: str) -> int:
    """Print the bill."""
    texts = [Path(lock).read_text(encoding="utf-8") for lock in locks]
    print(json.dumps(bill(version, python, texts), indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
