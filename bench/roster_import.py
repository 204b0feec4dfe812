"""Importing a roster with the product's reader and use-case into a store of its own."""

from __future__ import annotations

import asyncio
import hashlib
import resource
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench.clocks import cpu_of
from bench.ground import Ground, process_of
from bench.registry import Parts, registry_on
from bench.writes import Traffic, watched
from kit.model.division import DivisionCode
from kit.mongo import Index
from kit.records import Document
from services.registry.domain.import_job import ImportJob
from services.registry.store.households import HOUSEHOLDS

_COUNTY = "610921000000"
_PLACES_SHOWN = 4


class ImportIncomplete(AssertionError):
    """Rows of the sample were rejected: then the figure means nothing."""


@dataclass(frozen=True, slots=True)
class Import:
    """One import: seconds on the wall, CPU seconds by process, the longest waits for the store."""

    seconds: float
    own_cpu: float
    child_cpu: float
    store_cpu: float
    waits: Sequence[tuple[str, float]]
    indexes: tuple[Index, ...]
    documents: list[Document]


def import_roster(ground: Ground, book: Path) -> Import:
    """Import a workbook and return the figures and the documents that it came to."""
    with ground.fresh_store() as store:
        pid, folder = process_of(store), ground.folder("registry")
        return asyncio.run(_imported(store.address, pid, folder, book))


async def _imported(uri: str, pid: int, folder: Path, book: Path) -> Import:
    parts = registry_on(uri, "registry", folder)
    await parts.prepare()
    job = await _new_job(parts, book)
    child, store = _reaped_cpu(), cpu_of(pid)
    with watched() as traffic:
        start, cpu = perf_counter(), process_time()
        await _taken_over(parts, job, book)
        seconds, own = perf_counter() - start, process_time() - cpu
    figures = (seconds, own, _reaped_cpu() - child, cpu_of(pid) - store)
    collection = parts.ground.store.collection(HOUSEHOLDS)
    indexes = tuple(map(_index, (await collection.index_information()).items()))
    documents = await collection.find().to_list(None)
    parts.close()
    return Import(*figures, _longest(traffic), indexes, documents)


def _index(found: tuple[str, Mapping[str, Any]]) -> Index:
    name, how = found
    keys = tuple(f"-{field}" if order == -1 else field for field, order in how["key"])
    return Index(name, keys, bool(how.get("unique")), bool(how.get("sparse")))


async def _new_job(parts: Parts, book: Path) -> ImportJob:
    data = await asyncio.to_thread(book.read_bytes)
    job = ImportJob(
        id="bench",
        division=DivisionCode.parse(_COUNTY),
        file_name=book.name,
        file_size=len(data),
        digest=hashlib.sha256(data).digest(),
        dry_run=False,
        requested_by="bench",
        created=parts.ground.clock.now(),
    )
    return await parts.stores.imports.create(job)


async def _taken_over(parts: Parts, job: ImportJob, book: Path) -> None:
    """Scan and import, as `ImportWorker` does.

    Raises:
        ImportIncomplete: rows were rejected.
    """
    roster = parts.roster()
    async for batch in parts.scanner().scan(book, job, 0):
        job = await roster.take_over(job, batch)
    if job.progress.rejected_rows:
        raise ImportIncomplete(f"{job.progress.rejected_rows} rows rejected")


def _longest(traffic: Traffic) -> list[tuple[str, float]]:
    return [
        (place, float(seconds)) for place, seconds in traffic.seconds.most_common(_PLACES_SHOWN)
    ]


def _reaped_cpu() -> float:
    """CPU seconds of children that have ended; the reading child is the only one meanwhile."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
