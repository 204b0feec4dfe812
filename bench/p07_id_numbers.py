"""P7: citizen numbers by the column against one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from time import process_time

import numpy as np

from bench.case import Case, Figure, at_least
from bench.clocks import MICRO
from bench.households import roster_options
from bench.id_texts import county_texts, damaged_texts
from bench.rounds import interleaved
from bench.setting import Setting
from kit.model.errors import InvalidValue
from services.registry.domain.id_number import CHECK_CHARACTERS, WEIGHTS, IdNumber
from services.registry.roster.id_numbers import CheckedNumbers, check_numbers

TODAY = date(2026, 11, 24)
_BATCH = roster_options().batch_rows
_WEIGHTS = np.array(WEIGHTS)
_CHECK = np.frombuffer(CHECK_CHARACTERS.encode(), np.uint8)


class NotEqual(AssertionError):
    """The columnar rule says something else than the scalar one."""


def run(setting: Setting) -> Sequence[Figure]:
    """Time both on a county's numbers with 3 % bad ones; compare on all kinds of damage."""
    compared = setting.size(quick=20_000, full=300_000)
    setting.say(f"P7: {compared} damaged texts, equal?")
    require_equal(damaged_texts(compared))
    texts = county_texts(setting.size(quick=20_000, full=300_000))
    samples = interleaved(
        {
            "ours": partial(_timed, _checked, texts),
            "scalar": partial(_timed, scalar, texts),
            "numpy checksum only": partial(_timed, checksum, texts),
        },
        setting.rounds,
    )
    return [
        Figure(
            id="P7",
            name="身份证号批量校验 (columnar ID check)",
            goal=at_least(10),
            ours=samples.median("ours"),
            reference=samples.median("scalar"),
            ratio=samples.ratio("scalar", "ours"),
            unit="µs CPU/号",
            against="IdNumber.parse",
            rounds=setting.rounds,
            others={**samples.medians("ours", "scalar"), "compared equal": compared},
        )
    ]


def columnar(texts: Sequence[str]) -> list[str | None]:
    """Return the canonical numbers, None for those that are none."""
    return [
        text if valid else None
        for checked in _checked(texts)
        for text, valid in zip(checked.texts, checked.valid.tolist(), strict=True)
    ]


def scalar(texts: Sequence[str]) -> list[str | None]:
    """Return the same, one by one."""
    return [_parsed(text) for text in texts]


def checksum(texts: Sequence[str]) -> list[bool]:
    """The least that numpy alone must do: well-formed texts, check characters compared."""
    whole = [text for text in texts if len(text) == 18 and text.isascii()]
    matrix = np.frombuffer("".join(whole).encode(), np.uint8).reshape(-1, 18)
    sums = (matrix[:, :17].astype(np.int64) - ord("0")) @ _WEIGHTS
    return (matrix[:, 17] == _CHECK[sums % 11]).tolist()


def require_equal(texts: Sequence[str]) -> None:
    """Pass when both rules say the same of every text.

    Raises:
        NotEqual: they do not; the message names the places, not the numbers.
    """
    pairs = enumerate(zip(columnar(texts), scalar(texts), strict=True))
    differing = [place for place, (one, other) in pairs if one != other]
    if differing:
        raise NotEqual(f"{len(differing)} of {len(texts)} differ, first at {differing[:5]}")


def _checked(texts: Sequence[str]) -> list[CheckedNumbers]:
    """Check in batches of as many rows as the roster reader takes."""
    return [
        check_numbers(texts[start : start + _BATCH], TODAY, allow_test_numbers=True)
        for start in range(0, len(texts), _BATCH)
    ]


def _parsed(text: str) -> str | None:
    try:
        return IdNumber.parse(text, TODAY, allow_test_numbers=True).digits
    except InvalidValue:
        return None


def _timed(check: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    start = process_time()
    check(texts)
    return (process_time() - start) / len(texts) * MICRO


CASE = Case("P7", "身份证号批量校验", "≥ 10 × scalar, 100 % equal", run)
