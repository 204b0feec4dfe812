"""Why a roster file is refused as a whole, before any row of it is used."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class RosterRefused(Refusal):
    """Base of the refusals of a file; nothing of the file has been imported."""

    kind = Kind.INVALID
    reason = "ROSTER_REFUSED"
    text = "名册文件无法导入，请检查后重新上传。"


class UnsupportedFormat(RosterRefused):
    """Neither a workbook nor a CSV file we read. Fields: `why` (Chinese)."""

    reason = "ROSTER_UNSUPPORTED_FORMAT"
    text = "不支持的文件格式：{why}。请另存为 .xlsx 工作簿或 UTF-8 编码的 .csv 文件后重新上传。"


class FileEmpty(RosterRefused):
    """No row below the header, or no byte at all."""

    reason = "ROSTER_FILE_EMPTY"
    text = "文件是空的：表头下面没有任何数据行，请填写后重新上传。"


class FileDamaged(RosterRefused):
    """The file cannot be read to its end. Fields: `why` (Chinese)."""

    reason = "ROSTER_FILE_DAMAGED"
    text = "文件已损坏或不完整：{why}。请用 Excel 或 WPS 打开、重新保存后再上传。"


class FileEncrypted(RosterRefused):
    """The workbook is protected by a password."""

    reason = "ROSTER_FILE_ENCRYPTED"
    text = "工作簿设置了打开密码，无法读取。请取消密码、重新保存后再上传。"


class FileTooLarge(RosterRefused):
    """More than the limits allow. Fields: `why` (Chinese)."""

    reason = "ROSTER_FILE_TOO_LARGE"
    text = "文件过大：{why}。请按镇或村分成几个文件上传，或另存为 .csv 文件。"


class ZipBomb(RosterRefused):
    """The archive claims to unpack to something no roster is. Fields: `why` (Chinese)."""

    reason = "ROSTER_ZIP_BOMB"
    text = "文件内容异常，已拒绝解压：{why}。请新建工作簿，只粘贴数据后重新上传。"


class HasMacros(RosterRefused):
    """The workbook carries macros."""

    reason = "ROSTER_HAS_MACROS"
    text = "工作簿含有宏，不能导入。请另存为不含宏的 .xlsx 工作簿后重新上传。"


class WrongHeader(RosterRefused):
    """The first row is not the template's. Fields: `place`, `expected`, `why` (Chinese)."""

    reason = "ROSTER_WRONG_HEADER"
    text = "表头与模板不符：第 1 行第 {place} 列应为“{expected}”，{why}。请使用最新模板填写。"


class MergedCells(RosterRefused):
    """The sheet has merged cells. Fields: `place` (e.g. A2:A4)."""

    reason = "ROSTER_MERGED_CELLS"
    text = "表中有合并单元格（{place}），无法判断各行内容。请取消合并、逐行填写后重新上传。"


class TooManyFormulas(RosterRefused):
    """Formulas everywhere: the sheet computes, it does not record. Fields: `place`."""

    reason = "ROSTER_TOO_MANY_FORMULAS"
    text = "表中有大量公式（如 {place}）。请全选后“选择性粘贴—数值”，再重新上传。"


class TooManyRows(RosterRefused):
    """More rows than one import takes. Fields: `limit`."""

    reason = "ROSTER_TOO_MANY_ROWS"
    text = "数据超过 {limit} 行，一次导入不了。请按镇或村分成几个文件上传。"


class UnreadableContent(RosterRefused):
    """The reader died on the content (memory, time or a fault). Fields: `why` (Chinese)."""

    reason = "ROSTER_UNREADABLE_CONTENT"
    text = "文件内容异常，读取被中止：{why}。请新建工作簿，只粘贴数据后重新上传。"


class StrayCells(RosterRefused):
    """Cells far to the right of the template. Fields: `last` (column letter), `place`."""

    reason = "ROSTER_STRAY_CELLS"
    text = "{last} 列右侧还有内容（如 {place}），与模板不符。请删除多余的列后重新上传。"
