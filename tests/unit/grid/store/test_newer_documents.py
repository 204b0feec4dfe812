"""Counts by colour of a newer version are added up: none is lost where two are unknown here."""

from __future__ import annotations

from services.grid.domain.colour.values import Colour
from services.grid.store.care_queries import counts_of
from services.grid.store.run_record import document_of_run, run_of_document
from tests.support.grid_builders import JIANGHE
from tests.support.grid_cares import a_run

_TOMORROW = ("purple", "orange", "pending")


def test_a_run_with_colours_of_tomorrow_keeps_its_sum() -> None:
    document = document_of_run(a_run())
    document["colours"] = dict.fromkeys(_TOMORROW, 2)
    document["of_tomorrow"] = 1
    assert run_of_document(document).colours == {Colour.PENDING: 6}


def test_households_in_colours_of_tomorrow_are_counted() -> None:
    rows = [
        {"_id": f"{JIANGHE}/{colour}", "households": 2, "proposals": 0, "vacant": 1}
        for colour in (*_TOMORROW, "none")
    ]
    [count] = counts_of(rows, {JIANGHE.digits: 3})
    assert count.colours == {Colour.PENDING: 6, None: 2}
    assert (count.vacant, count.overdue) == (4, 3)
