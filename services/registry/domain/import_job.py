"""A roster import as a job: upload, check, import; its life cycle is a table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue, Kind, Refusal

MAX_FILE_BYTES = 200 * 1024 * 1024
SUFFIXES = (".xlsx", ".csv")


class ImportState(Enum):
    """Where a job stands; the value is stored."""

    UPLOADING = "uploading"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"


NEXT: dict[ImportState, frozenset[ImportState]] = {
    ImportState.UPLOADING: frozenset(
        {ImportState.QUEUED, ImportState.REFUSED, ImportState.CANCELLED}
    ),
    ImportState.QUEUED: frozenset({ImportState.RUNNING, ImportState.CANCELLED}),
    ImportState.RUNNING: frozenset({ImportState.DONE, ImportState.REFUSED, ImportState.CANCELLED}),
    ImportState.DONE: frozenset(),
    ImportState.REFUSED: frozenset(),
    ImportState.CANCELLED: frozenset(),
}
"""State → states that may follow."""


class ImportEnded(Refusal):
    """The job cannot take this step any more. Fields: `id`, `state`, `to`."""

    kind = Kind.REFUSED
    reason = "IMPORT_ENDED"
    text = "导入任务 {id} 当前状态为 {state}，不能转为 {to}，请查看任务进度。"


class UploadOutOfPlace(Refusal):
    """The sent part does not begin where the job stands. Fields: `id`, `offset`, `received`."""

    kind = Kind.REFUSED
    reason = "UPLOAD_OUT_OF_PLACE"
    text = "上传位置不符：应从第 {received} 字节继续，收到 {offset}，请按任务的已收字节数续传。"


class FileDiffers(Refusal):
    """The file is not the one that was announced. Fields: `id`."""

    kind = Kind.INVALID
    reason = "FILE_DIFFERS"
    text = "文件与登记的大小或摘要不一致（任务 {id}），请重新创建导入任务并上传。"


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """Counts of what a job has come to; all of them exact after a crash and resume."""

    next_row: int = 0
    checked_rows: int = 0
    total_rows: int = 0
    rejected_rows: int = 0
    created_households: int = 0
    changed_households: int = 0
    unchanged_households: int = 0
    rejected_households: int = 0


@dataclass(frozen=True, slots=True)
class ImportJob:
    """One roster import. `digest` is the SHA-256 of the whole file."""

    id: str
    division: DivisionCode
    file_name: str = field(repr=False)
    file_size: int
    digest: bytes
    dry_run: bool
    requested_by: str
    created: datetime
    received: int = 0
    state: ImportState = ImportState.UPLOADING
    progress: ImportProgress = field(default_factory=ImportProgress)
    failure: str = ""
    ended: datetime | None = None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen."""
        return not NEXT[self.state]

    def moved_to(self, state: ImportState, at: datetime, failure: str = "") -> ImportJob:
        """Return the job in another state.

        Raises:
            ImportEnded: the life cycle does not allow it.
        """
        if state not in NEXT[self.state]:
            raise ImportEnded(id=self.id, state=self.state.value, to=state.value)
        ended = None if NEXT[state] else at
        return replace(self, state=state, failure=failure, ended=ended)


def check_upload(file_name: str, file_size: int, digest: bytes) -> None:
    """Pass when a file like this may be uploaded.

    Raises:
        InvalidValue: wrong suffix, empty, too large, or no SHA-256.
    """
    if not file_name.lower().endswith(SUFFIXES):
        raise InvalidValue(field="file_name", why="只接受 .xlsx 或 .csv 文件")
    if not 0 < file_size <= MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // (1024 * 1024)
        raise InvalidValue(field="file_size", why=f"文件不能为空，且不能超过 {limit} MB")
    if len(digest) != 32:
        raise InvalidValue(field="sha256", why="须为 32 字节的 SHA-256 摘要")
