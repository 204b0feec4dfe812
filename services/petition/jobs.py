"""Timed work, one worker at a time by lease."""

from __future__ import annotations

from typing import TypeVar

from kit.commit import Versioned
from kit.parts import Job
from kit.republish import Republisher
from kit.worker import work_off

from .domain.petition import Petition
from .usecases.measuring import Measuring
from .usecases.record_timers import RecordTimers, Timed
from .usecases.sweeping import Sweeping
from .usecases.timers import Timers

S = TypeVar("S", bound=Timed)


def timer_job(timers: Timers) -> Job:
    """Return the job that fires the timers of appeals."""
    return work_off("timers", timers.work)


def measuring_job(measuring: Measuring) -> Job:
    """Return the job that counts what stands open."""
    return work_off("measuring", measuring.work)


def republish_job(republisher: Republisher[Versioned[Petition]]) -> Job:
    """Return the job that works off republications."""
    return work_off("republish", republisher.work)


def sweep_job(sweeping: Sweeping) -> Job:
    """Return the job that deletes files no appeal names."""
    return work_off("sweep-attachments", sweeping.work)


def record_timer_job(name: str, timers: RecordTimers[S]) -> Job:
    """Return the job that fires the timers of another kind of record."""
    return work_off(name, timers.work)
