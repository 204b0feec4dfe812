"""Timed work: the daily upkeep, yearly runs, republications; one worker at a time by lease."""

from __future__ import annotations

from kit.parts import Job
from kit.republish import Republisher
from kit.worker import work_off

from .usecases.republish import WholeVillage
from .usecases.runs import RunDesk
from .usecases.upkeep import Upkeep


def upkeep_job(upkeep: Upkeep) -> Job:
    """Return the job that looks after every village once a day."""
    return work_off("upkeep", upkeep.work)


def run_job(runs: RunDesk) -> Job:
    """Return the job that works off yearly runs."""
    return work_off("colour-runs", runs.work)


def republish_job(republisher: Republisher[WholeVillage]) -> Job:
    """Return the job that works off republications."""
    return work_off("republish", republisher.work)
