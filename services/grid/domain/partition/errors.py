"""What the partition engine refuses."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class DuplicateDwelling(Refusal):
    """One household was given twice. Fields: `household`."""

    kind = Kind.INVALID
    reason = "DUPLICATE_DWELLING"
    text = "户（编号 {household}）重复出现，请核对名册后重新划分。"
