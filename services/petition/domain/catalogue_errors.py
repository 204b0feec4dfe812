"""What the catalogue of tasks refuses, one class per reason; fields hold ids and codes only."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class CatalogueNotAtCounty(Refusal):
    """Only a county has a catalogue. Fields: `center`."""

    kind = Kind.INVALID
    reason = "CATALOGUE_NOT_AT_COUNTY"
    text = "村级事务目录由县级中心管理，{center} 不是县级中心。"


class CatalogueItemWrong(Refusal):
    """An item that cannot be. Fields: `code`, `what`."""

    kind = Kind.INVALID
    reason = "CATALOGUE_ITEM_WRONG"
    text = "目录事项 {code} 填写有误：{what}。"


class CatalogueItemEnded(Refusal):
    """It ends on that day or earlier already. Fields: `code`, `until`."""

    kind = Kind.REFUSED
    reason = "CATALOGUE_ITEM_ENDED"
    text = "目录事项 {code} 已于 {until} 失效，无需再次停用。"


class CatalogueTooLarge(Refusal):
    """More items than a county needs. Fields: `most`."""

    kind = Kind.REFUSED
    reason = "CATALOGUE_TOO_LARGE"
    text = "村级事务目录已达 {most} 项，请先清理目录。"


class ItemNotInCatalogue(Refusal):
    """No such item: the task is not sent (准入). Fields: `code`."""

    kind = Kind.REFUSED
    reason = "ITEM_NOT_IN_CATALOGUE"
    text = "事项 {code} 不在村级事务目录内，不得下达到村，请先按程序申请列入目录。"
