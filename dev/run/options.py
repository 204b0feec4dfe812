"""What the runner is asked to do, and where it keeps things."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DEFAULT_HOUSEHOLDS = 3000
BAD_RATIO = 0.002
"""Share of rows planted with a mistake, so that rejected rows and the error workbook are seen."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """One run. Ports of 0 are free ones, the same from run to run."""

    households: int = DEFAULT_HOUSEHOLDS
    once: bool = False
    data: Path = Path("build/county")
    report: Path = Path("build/run.json")
    kafka_port: int = 0
    store_port: int = 0
    base_port: int = 0

    @property
    def home(self) -> Path:
        """Where this size of county is kept: another size is another county, with its own data."""
        return (self.data / str(self.households)).absolute()

    @property
    def store_cache_mb(self) -> int:
        """The store's page cache, by the size of the county.

        Measured: with 256 MB the store stalls for good once some 24,000 households are in it (every
        chunk outlives its transaction's five seconds); with 1 GB the whole county goes through.
        """
        return 256 + self.households // 100

    @property
    def keys(self) -> Path:
        """Keys and the token issuer; shared by all sizes."""
        return (self.data / "keys").absolute()

    @property
    def logs(self) -> Path:
        """Logs of the sites."""
        return self.home / "logs"
