"""Phone numbers of residents: mobile, or landline with area code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kit.model.errors import InvalidValue

from .id_number import FULL_WIDTH

MOBILE = r"1[3-9][0-9]{9}"
"""Mobile numbers in mainland China (domain §2.1)."""

LANDLINE = r"0(?:10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6,7}"
"""Area code (three digits for 010 and 02x, else four) and subscriber number."""

_FORM = re.compile(f"(?:{MOBILE})|(?:{LANDLINE})", re.ASCII)
_PUNCTUATION = str.maketrans("", "", " -\u00a0\u3000－—()（）")
_COUNTRY = re.compile(r"\A(?:\+|00)86", re.ASCII)


@dataclass(frozen=True, slots=True, repr=False)
class Phone:
    """A checked number, digits only; prints masked (first 3 + last 4). Build it with `parse`."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Phone:
        """Return the number without blanks, hyphens, brackets and country code.

        Raises:
            InvalidValue: neither a mobile nor a landline number with area code.
        """
        digits = _COUNTRY.sub("", phone_form(text))
        if not _FORM.fullmatch(digits):
            raise InvalidValue(field="联系电话", why=_problem(digits))
        return cls(digits)

    def __str__(self) -> str:
        return f"{self.digits[:3]}****{self.digits[-4:]}"

    def __repr__(self) -> str:
        return f"Phone({self})"


def phone_form(text: str) -> str:
    """Return the text in half-width characters, without blanks, hyphens and brackets."""
    return text.translate(FULL_WIDTH).replace("＋", "+").translate(_PUNCTUATION)


def _problem(digits: str) -> str:
    if not (digits.isascii() and digits.isdigit()):
        return "含有数字以外的字符，请只填写号码"
    if digits.startswith("1"):
        return f"手机号须为 11 位且第二位为 3 至 9，收到 {len(digits)} 位"
    return "须为 11 位手机号，或带区号的固定电话"
