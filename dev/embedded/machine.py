"""What this machine offers: memory, free ports, a cache directory."""

from __future__ import annotations

import os
import pwd
import random
import socket
import tempfile
from pathlib import Path

import psutil

from .problems import NoFreePort, PortInUse, TooLittleMemory

LOOPBACK = "127.0.0.1"

# Below the range from which systems take ports for outgoing connections (32768 on Linux, 49152
# elsewhere), so a port kept for the next start is not borrowed meanwhile by some client socket.
FREE_PORTS = range(20_000, 32_000)

DEFAULT_MINIMUM_MB = 700
_CGROUP = Path("/sys/fs/cgroup")


def is_free(port: int) -> bool:
    """Tell whether a listener could bind to the port on the loopback address now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a free port on the loopback address.

    Raises:
        NoFreePort: a thousand tries found none.
    """
    for port in random.SystemRandom().sample(FREE_PORTS, 1000):
        if is_free(port):
            return port
    raise NoFreePort(range=f"{FREE_PORTS.start}-{FREE_PORTS.stop}")


def settle_port(kept_in: Path, asked: int, what: str) -> int:
    """Return the port to listen on and keep it for the next start.

    An asked port (not 0) is used or refused. A freely chosen one stays the same from start to
    start; when another program has taken it meanwhile a new one is chosen.

    Raises:
        PortInUse: the asked port is taken.
    """
    port = asked or _kept(kept_in) or free_port()
    if not is_free(port):
        if asked:
            raise PortInUse(what=what, port=port)
        port = free_port()
    kept_in.write_text(f"{port}\n", encoding="ascii")
    return port


def _kept(file: Path) -> int:
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def require_memory(minimum_mb: int | None = None) -> None:
    """Refuse to start on a machine that would swap or be killed.

    Args:
        minimum_mb: what must be available; by default the setting `GOV321_MIN_MEMORY_MB`.

    Raises:
        TooLittleMemory: less is available.
    """
    needed = minimum_mb if minimum_mb is not None else _minimum_setting()
    free = available_mb()
    if free < needed:
        raise TooLittleMemory(free_mb=free, needed_mb=needed)


def available_mb() -> int:
    """Return the available memory, within the container's limit where there is one."""
    free = psutil.virtual_memory().available
    limit, used = _number(_CGROUP / "memory.max"), _number(_CGROUP / "memory.current")
    if limit is not None and used is not None:
        free = min(free, limit - used)
    return int(free) // 2**20


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _minimum_setting() -> int:
    try:
        return int(os.environ.get("GOV321_MIN_MEMORY_MB", ""))
    except ValueError:
        return DEFAULT_MINIMUM_MB


def cache_dir() -> Path:
    """Return the directory for downloads, made if missing (settings GOV321_CACHE, XDG_CACHE_HOME).

    Falls back to the temporary directory when there is no writable home.
    """
    chosen = _chosen_cache_dir()
    try:
        chosen.mkdir(parents=True, exist_ok=True)
    except OSError:
        chosen = Path(tempfile.gettempdir()) / f"gov321-cache-{os.getuid()}"
        chosen.mkdir(parents=True, exist_ok=True)
    return chosen


def _chosen_cache_dir() -> Path:
    if own := os.environ.get("GOV321_CACHE"):
        return Path(own).expanduser().absolute()
    if xdg := os.environ.get("XDG_CACHE_HOME"):
        return Path(xdg).absolute() / "gov321"
    home = os.environ.get("HOME") or pwd.getpwuid(os.getuid()).pw_dir
    return Path(home) / ".cache" / "gov321"
