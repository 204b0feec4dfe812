"""How personal data is shown by default: enough to recognise a person, too little to copy.

ID number first 4 + last 4 (hides the birth date), phone 3 + 4, name 张*, address to the village
group (domain §2.7). Anything too short for its rule is hidden whole.
"""

from __future__ import annotations

import re

STAR = "*"
_HIDDEN = STAR * 4
_BEYOND_GROUP = re.compile(r"^(.*?(?:村民小组|居民小组|村民组|组|村|社区))")
_REST_LENGTH = 4


def mask_id_number(text: str) -> str:
    """Return 6109**********1234: the birth date is hidden."""
    return _middle_hidden(text, 4, 4, least_hidden=6)


def mask_phone(text: str) -> str:
    """Return 139****5678."""
    return _middle_hidden(text, 3, 4, least_hidden=4)


def mask_bank_account(text: str) -> str:
    """Return the last four digits only."""
    return _middle_hidden(text, 0, 4, least_hidden=8)


def mask_name(text: str) -> str:
    """Return 张* for two characters, 欧*锋 for three or more, * for one."""
    if len(text) <= 1:
        return STAR * len(text)
    if len(text) == 2:
        return text[0] + STAR
    return text[0] + STAR * (len(text) - 2) + text[-1]


def mask_address(text: str) -> str:
    """Return the address up to its village or village group; house and door are hidden."""
    known = _BEYOND_GROUP.match(text)
    if not text:
        return ""
    if known is None:
        return _HIDDEN
    shown = _longest_area(text, known.group(1))
    return shown if shown == text else shown + _HIDDEN


def is_masked(text: str) -> bool:
    """Whether a value carries mask characters; such a value must never be written back."""
    return STAR in text or "＊" in text


def _longest_area(text: str, shown: str) -> str:
    """Extend 村 to the group that follows it (江河村三组)."""
    while len(shown) < len(text):
        more = _BEYOND_GROUP.match(text[len(shown) :])
        if more is None or len(more.group(1)) > _REST_LENGTH + len("村民小组"):
            break
        shown += more.group(1)
    return shown


def _middle_hidden(text: str, head: int, tail: int, least_hidden: int) -> str:
    hidden = len(text) - head - tail
    if hidden < least_hidden:
        return STAR * len(text)
    return text[:head] + STAR * hidden + text[len(text) - tail :]
