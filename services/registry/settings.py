"""What an operator may set for the registry, besides what every service has."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from kit.settings import ServiceSettings


class RegistrySettings(ServiceSettings):
    """Settings of the registry; see services/registry/README.md for the table."""

    allow_test_numbers: bool = Field(
        default=False,
        description="Accept citizen numbers under the unassigned county code 610999 (sample data)",
    )
    income_policy: str = Field(
        default="",
        description="File with the income policies by date (JSON); empty takes the default",
    )
    spool: str = Field(
        default="", description="Directory for roster files being read; empty takes the system's"
    )
    scan_memory_mb: int = Field(
        default=3072, ge=512, description="Address space of the process that reads a roster, in MB"
    )

    @property
    def spool_path(self) -> Path | None:
        """The spool directory, None for the system's."""
        return Path(self.spool) if self.spool else None
