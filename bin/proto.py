"""Generate proto/gen from proto/gov321; with --check only tell whether it is up to date."""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE, GENERATED = ROOT / "proto", ROOT / "proto" / "gen"


def main() -> int:
    """Generate, or compare with what is committed."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        generate(fresh)
        if "--check" in sys.argv[1:]:
            return report(differences(fresh))
        replace(fresh)
    return 0


def generate(into: Path) -> None:
    """Run protoc over every contract."""
    files = sorted(str(file.relative_to(SOURCE)) for file in SOURCE.glob("gov321/**/*.proto"))
    outputs = [
        f"--python_out={into}",
        f"--grpc_python_out={into}",
        f"--mypy_out=quiet:{into}",
        f"--mypy_grpc_out=quiet,only_async:{into}",
    ]
    command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{SOURCE}", *outputs, *files]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run(command, check=True, cwd=SOURCE, env={**os.environ, "PATH": path})
    (into / "gov321" / "py.typed").touch()


def tree(folder: Path) -> set[str]:
    """Return the generated files of a folder by relative path."""
    return {
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.suffix in {".py", ".pyi", ".typed"}
    }


def differences(fresh: Path) -> list[str]:
    """Return what is missing, left over or different in the committed code."""
    new, old = tree(fresh), tree(GENERATED)
    same = new & old
    _, changed, broken = filecmp.cmpfiles(fresh, GENERATED, sorted(same), shallow=False)
    return sorted(new ^ old | set(changed) | set(broken))


def report(different: list[str]) -> int:
    """Print what differs; 1 when something does."""
    for name in different:
        print(f"proto/gen/{name} 与契约不一致，请运行 make proto")
    return 1 if different else 0


def replace(fresh: Path) -> None:
    """Put the fresh code where the old was, so that nothing is left over."""
    shutil.rmtree(GENERATED / "gov321", ignore_errors=True)
    shutil.copytree(fresh / "gov321", GENERATED / "gov321")


if __name__ == "__main__":
    raise SystemExit(main())
