"""The metrics of the petition service, and what shows its figures on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from kit.logging import get_logger
from kit.metrics import Metric, MetricKind, Metrics
from kit.parts import why

from .domain.ids import PetitionId
from .domain.measuring import Deed, Matter, Passing, Standing

log = get_logger("petition.timers")

_C, _G = MetricKind.COUNTER, MetricKind.GAUGE
_SORT = ("tier", "town", "category")

METRICS: tuple[Metric, ...] = (
    Metric("gov321_petition_open", _G, "petitions", _SORT,
           "本站点在办的诉求数", "Open appeals in this site's custody"),
    Metric("gov321_petition_due", _G, "petitions", _SORT,
           "24 小时内到期的在办诉求数", "Open appeals with a clock that ends within 24 hours"),
    Metric("gov321_petition_overdue", _G, "petitions", _SORT,
           "已超期的在办诉求数", "Open appeals with a clock past its end"),
    Metric("gov321_petition_solved_total", _C, "petitions", _SORT,
           "本级办结的诉求数", "Appeals closed at this tier"),
    Metric("gov321_petition_first_contacts_total", _C, "contacts", (*_SORT, "in_time"),
           "首次联系诉求人的次数（是否按时）", "First contacts with petitioners, in time or not"),
    Metric("gov321_petition_reopened_total", _C, "petitions", _SORT,
           "重开的次数", "Appeals opened again"),
    Metric("gov321_petition_returned_total", _C, "returns", _SORT,
           "退单次数", "Appeals a unit returned as not its own"),
    Metric("gov321_petition_timer_lag_seconds", _G, "seconds", (),
           "最早到期而未触发的计时已迟多久（应小于 60）",
           "How late the oldest due timer is; below 60 when all is well"),
    Metric("gov321_petition_timers_failing", _G, "petitions", (),
           "无法处理到期计时的诉求数（应为 0）",
           "Appeals whose due timers cannot be decided; 0 when all is well"),
    Metric("gov321_petition_handoffs_in_flight", _G, "petitions", (),
           "本站点移交后尚未被接收的诉求数", "Appeals sent from here and not yet taken over"),
    Metric("gov321_petition_handoff_age_seconds", _G, "seconds", (),
           "最早一件未被接收的移交已等多久", "Age of the oldest handoff that waits"),
)  # fmt: skip
"""Besides those of every service."""


class PetitionGauges:
    """`PetitionMeters` on the metrics of the app."""

    def __init__(self, metrics: Metrics) -> None:
        self._open = metrics.gauge("gov321_petition_open")
        self._due = metrics.gauge("gov321_petition_due")
        self._overdue = metrics.gauge("gov321_petition_overdue")
        self._flying = metrics.gauge("gov321_petition_handoffs_in_flight")
        self._age = metrics.gauge("gov321_petition_handoff_age_seconds")
        self._contacts = metrics.counter("gov321_petition_first_contacts_total")
        self._deeds = {
            Deed.SOLVED: metrics.counter("gov321_petition_solved_total"),
            Deed.REOPENED: metrics.counter("gov321_petition_reopened_total"),
            Deed.RETURNED: metrics.counter("gov321_petition_returned_total"),
        }

    def show(self, standing: Sequence[Standing], passing: Passing) -> None:
        """See `PetitionMeters`."""
        self.hide()
        for one in standing:
            labels = _labels(one.matter)
            self._open.labels(*labels).set(one.open)
            self._due.labels(*labels).set(one.due)
            self._overdue.labels(*labels).set(one.overdue)
        self._flying.set(passing.count)
        self._age.set(passing.age.total_seconds())

    def hide(self) -> None:
        """See `PetitionMeters`."""
        for gauge in (self._open, self._due, self._overdue):
            gauge.clear()
        self._flying.set(0)
        self._age.set(0)

    def done(self, matter: Matter, deed: Deed) -> None:
        """See `PetitionMeters`."""
        if deed in self._deeds:
            self._deeds[deed].labels(*_labels(matter)).inc()
        else:
            in_time = "yes" if deed is Deed.CONTACTED else "no"
            self._contacts.labels(*_labels(matter), in_time).inc()


class TimerGauges:
    """`TimerReport` on the metrics of the app and in the log."""

    def __init__(self, metrics: Metrics) -> None:
        self._lag = metrics.gauge("gov321_petition_timer_lag_seconds")
        self._failing = metrics.gauge("gov321_petition_timers_failing")

    def show(self, lag: timedelta, failing: int) -> None:
        """See `TimerReport`."""
        self._lag.set(lag.total_seconds())
        self._failing.set(failing)

    def failed(self, id: PetitionId, problem: Exception) -> None:
        """See `TimerReport`."""
        log.error("timer not decided", petition_id=id, reason=why(problem))


def _labels(matter: Matter) -> tuple[str, str, str]:
    return matter.tier, matter.town, matter.category
