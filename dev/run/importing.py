"""Brings the sample roster into the running county through the public API."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from gov321.registry.v1 import roster_service_pb2 as pb
from python_calamine import CalamineWorkbook

from dev.ctl.roster import download_errors
from dev.ctl.upload import RosterUpload, Told, roster_of
from kit.model.division import Tier

from .county_file import RunningCounty
from .figures import connected
from .problems import ImportFailed

_TOWN_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the roster."""

    job: pb.Import
    seconds: float
    errors: Path | None
    rejected_by_town: dict[str, int]

    @property
    def rows_per_second(self) -> float:
        """Rows checked and imported per second."""
        return self.job.checked_rows / self.seconds if self.seconds else 0.0


async def import_sample(county: RunningCounty, roster: Path, home: Path, told: Told) -> Imported:
    """Upload the roster, follow the import, fetch the error workbook when rows came back.

    Raises:
        ImportFailed: the file was refused.
        Refusal: the service refused, or stayed away.
    """
    begun = monotonic()
    async with connected(county, county.site_of(Tier.VILLAGE).id) as stubs:
        job = await RosterUpload(stubs, told).run(roster_of(roster, county.code))
        seconds = monotonic() - begun
        if job.state != pb.Import.STATE_DONE:
            raise ImportFailed(why=job.failure or "任务被停止。")
        if not job.rejected_rows:
            return Imported(job, seconds, None, {})
        errors = home / "errors" / f"{roster.stem}-{job.id[:8]}.xlsx"
        errors.parent.mkdir(parents=True, exist_ok=True)
        request = pb.DownloadImportErrorsRequest(
            import_id=job.id, purpose="REGISTRATION", reason="示例县启动时核对退回的行"
        )
        await download_errors(stubs, request, errors)
    return Imported(job, seconds, errors, rejected_by_town(errors))


def rejected_by_town(workbook: Path) -> dict[str, int]:
    """Count the rows of an error workbook by town, from the village code in their first cell."""
    with workbook.open("rb") as file:
        sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=True)[1:]
    return dict(Counter(f"{str(row[0])[:_TOWN_DIGITS]:0<12}" for row in rows if row))
