"""Texts that claim to be citizen numbers: a county's column, and every kind of damage."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from services.registry.domain.id_number import check_character

_SEED = 20261124
_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_AREAS = ("610921", "110105", "610999", "440524", "000000")


def county_texts(count: int) -> list[str]:
    """Return numbers as a county's roster has them: 3 % are damaged."""
    dice = Random(_SEED)  # noqa: S311 - the same texts in every run
    return [_damaged(dice) if dice.random() < 0.03 else _number(dice) for _ in range(count)]


def damaged_texts(count: int) -> list[str]:
    """Return numbers of which four in five are damaged in one or two ways."""
    dice = Random(_SEED + 1)  # noqa: S311
    return [_damaged(dice) if dice.random() < 0.8 else _number(dice) for _ in range(count)]


def _damaged(dice: Random) -> str:
    text = _number(dice)
    for _ in range(dice.choice((1, 1, 1, 2))):
        text = dice.choice(_DAMAGES)(text, dice)
    return text


def _number(dice: Random) -> str:
    days = f"{dice.randint(1900, 2026):04d}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"
    body = f"{dice.choice(_AREAS)}{days}{dice.randint(0, 999):03d}"
    return body + check_character(body)


def _replaced(text: str, dice: Random, letters: str) -> str:
    at = dice.randrange(len(text)) if text else 0
    return text[:at] + dice.choice(letters) + text[at + 1 :]


def _swapped(text: str, dice: Random) -> str:
    at = dice.randrange(max(1, len(text) - 1))
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def _bad_day(text: str, dice: Random) -> str:
    body = text[:6] + dice.choice(("19000229", "20241301", "20230431", "99991231", "00000101"))
    body = (body + text[14:17]).ljust(17, "0")
    return _closed(body)


def _closed(body: str) -> str:
    return body + check_character(body) if body.isascii() and body.isdigit() else body + "0"


def _of_1985(text: str, _dice: Random) -> str:
    return text[:6] + text[8:17]


_DAMAGES: tuple[Callable[[str, Random], str], ...] = (
    lambda text, dice: _replaced(text, dice, "0123456789"),
    lambda text, dice: _replaced(text, dice, "abcXx *-._/:;O〇一"),
    lambda text, dice: _replaced(text, dice, "٣४５²①"),  # digits that are not ours
    _swapped,
    _bad_day,
    _of_1985,
    lambda text, _: text.lower(),
    lambda text, _: text.translate(_FULL_WIDTH),
    lambda text, _: f" {text}\u3000",
    lambda text, _: text[:-1],
    lambda text, _: text + "0",
    lambda _text, _: "",
    lambda text, _: f"{text[:17]}.0",
    lambda text, _: f"{text[:1]}.{text[1:6]}E+17",
    lambda text, _: f"'{text}",
    lambda text, _: text[:10] + "\n" + text[10:],
    lambda text, _: text[:17] + "\u0000",
)
