"""Timed work: roster imports and republications, one worker at a time by lease."""

from __future__ import annotations

from kit.commit import Versioned
from kit.parts import Job
from kit.republish import Republisher
from kit.worker import work_off

from .domain.household import Household
from .usecases.import_worker import ImportWorker


def import_job(worker: ImportWorker) -> Job:
    """Return the job that works off roster imports."""
    return work_off("roster-import", worker.work)


def republish_job(republisher: Republisher[Versioned[Household]]) -> Job:
    """Return the job that works off republications."""
    return work_off("republish", republisher.work)
