"""Import jobs as stored documents; file parts and rejected rows sealed."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from kit.crypto import Sealed
from kit.model.division import DivisionCode
from kit.records import Document
from kit.vault import Vault
from services.registry.domain.import_job import ImportJob, ImportProgress, ImportState
from services.registry.ports.imports import CellProblem, RejectedRow

_LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def document_of_job(job: ImportJob) -> Document:
    """Return the stored form. `open_since` is there while a worker may take the job."""
    document: Document = {
        "_id": job.id,
        "order": order_of(job),
        "division": job.division.digits,
        "file_name": job.file_name,
        "file_size": job.file_size,
        "digest": job.digest,
        "dry_run": job.dry_run,
        "requested_by": job.requested_by,
        "created": job.created,
        "received": job.received,
        "state": job.state.value,
        "progress": asdict(job.progress),
        "failure": job.failure,
        "ended": job.ended,
        "version": 1,
        "leased_until": _LONG_AGO,
    }
    if job.state in (ImportState.QUEUED, ImportState.RUNNING):
        document["open_since"] = job.created
    return document


def job_of_document(document: Document) -> ImportJob:
    """Return the job of a stored document."""
    return ImportJob(
        id=document["_id"],
        division=DivisionCode.parse(document["division"]),
        file_name=document["file_name"],
        file_size=document["file_size"],
        digest=document["digest"],
        dry_run=document["dry_run"],
        requested_by=document["requested_by"],
        created=document["created"],
        received=document["received"],
        state=ImportState(document["state"]),
        progress=ImportProgress(**document["progress"]),
        failure=document["failure"],
        ended=document["ended"],
    )


def order_of(job: ImportJob) -> str:
    """Return the sort key of job lists."""
    return f"{job.created.isoformat()}/{job.id}"


def seal_bytes(vault: Vault, data: bytes, part: str) -> Document:
    """Return a part of a file as a sealed sub-document."""
    sealed = vault.sealer.seal(data, part, "file")
    return {
        "algorithm": sealed.algorithm,
        "key_id": sealed.key_id,
        "nonce": sealed.nonce,
        "ciphertext": sealed.ciphertext,
    }


def open_bytes(vault: Vault, document: Document, part: str) -> bytes:
    """Return the clear bytes of a sealed sub-document.

    Raises:
        CannotOpen: tampered, moved, or the key is gone.
    """
    return vault.sealer.open(Sealed(**document), part, "file")


def seal_row(vault: Vault, row: RejectedRow, job_id: str, kept_since: datetime) -> Document:
    """Return a rejected row as a document; cells and reasons are sealed."""
    key = f"{job_id}/{row.row}"
    content = {"cells": row.cells, "problems": [asdict(problem) for problem in row.problems]}
    plain = json.dumps(content, ensure_ascii=False).encode()
    sealed = seal_bytes(vault, plain, key)
    return {"_id": key, "job": job_id, "row": row.row, "kept_since": kept_since, "data": sealed}


def open_row(vault: Vault, document: Document) -> RejectedRow:
    """Return the rejected row of a document."""
    content = json.loads(open_bytes(vault, document["data"], document["_id"]))
    problems = tuple(CellProblem(**problem) for problem in content["problems"])
    return RejectedRow(document["row"], tuple(content["cells"]), problems)
