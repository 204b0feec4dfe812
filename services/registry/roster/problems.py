"""What is wrong with a cell or a row: codes, Chinese reasons and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from .columns import Column, header_of


class ProblemCode(Enum):
    """Every reason for which a row is not taken; the value is the wire name."""

    REQUIRED = "required"
    FORMULA = "formula"
    TOO_LONG = "too_long"
    ODD_CHARACTERS = "odd_characters"
    NOT_A_CHOICE = "not_a_choice"
    VILLAGE_FORMAT = "village_format"
    VILLAGE_UNKNOWN = "village_unknown"
    VILLAGE_OUT_OF_SCOPE = "village_out_of_scope"
    ID_AS_NUMBER = "id_as_number"
    ID_LENGTH = "id_length"
    ID_CHARACTERS = "id_characters"
    ID_DATE = "id_date"
    ID_CHECK_DIGIT = "id_check_digit"
    ID_REPEATED = "id_repeated"
    ID_FUTURE = "id_future"
    ID_TEST = "id_test"
    CODE_AS_NUMBER = "code_as_number"
    SEX_CONFLICT = "sex_conflict"
    BIRTH_CONFLICT = "birth_conflict"
    DATE_FORMAT = "date_format"
    DATE_FUTURE = "date_future"
    PHONE_FORMAT = "phone_format"
    ABSENCE_CONFLICT = "absence_conflict"
    ABSENCE_BEFORE_BIRTH = "absence_before_birth"
    NEED_FORMAT = "need_format"
    NEED_NOT_ALLOWED = "need_not_allowed"
    NEED_EXPIRED = "need_expired"
    NUMBER_FORMAT = "number_format"
    NUMBER_RANGE = "number_range"
    POINT_INCOMPLETE = "point_incomplete"
    INCOME_INCOMPLETE = "income_incomplete"
    YEAR_FORMAT = "year_format"
    HEAD_MISSING = "head_missing"
    HEAD_TWICE = "head_twice"
    HOUSEHOLD_SCATTERED = "household_scattered"
    HOUSEHOLD_TOO_LARGE = "household_too_large"
    HEAD_ROW_ONLY = "head_row_only"
    ID_REGISTERED = "id_registered"
    REFUSED = "refused"
    PERSON_REPEATED = "person_repeated"
    ROW_SHAPE = "row_shape"


REASONS: dict[ProblemCode, str] = {
    ProblemCode.REQUIRED: "“{header}”不能为空",
    ProblemCode.FORMULA: "“{header}”是公式，请改为数值或文字（选择性粘贴—数值）",
    ProblemCode.TOO_LONG: "“{header}”超过 {limit} 个字符",
    ProblemCode.ODD_CHARACTERS: "“{header}”含有星号、换行或不能显示的字符，请填写完整内容",
    ProblemCode.NOT_A_CHOICE: "“{header}”只能填：{choices}",
    ProblemCode.VILLAGE_FORMAT: "村代码须为 12 位数字",
    ProblemCode.VILLAGE_UNKNOWN: "村代码不在本县区划表中",
    ProblemCode.VILLAGE_OUT_OF_SCOPE: "该村不在本次导入的辖区范围内",
    ProblemCode.ID_AS_NUMBER: "身份证号被存成数字，末几位已丢失，请设为文本格式后重新填写",
    ProblemCode.ID_LENGTH: "身份证号应为 18 位，现为 {length} 位",
    ProblemCode.ID_CHARACTERS: "身份证号前 17 位须为数字，末位为数字或 X",
    ProblemCode.ID_DATE: "身份证号第 7–14 位不是有效的出生日期",
    ProblemCode.ID_CHECK_DIGIT: "身份证号校验位不符，请对照证件核对",
    ProblemCode.ID_REPEATED: "身份证号与第 {first} 行重复",
    ProblemCode.ID_FUTURE: "身份证号中的出生日期晚于今天，请核对第 7 至 14 位",
    ProblemCode.ID_TEST: "610999 开头的是测试号码，本系统不接受",
    ProblemCode.CODE_AS_NUMBER: "“{header}”被存成数字，可能已丢失位数，请设为文本格式后重新填写",
    ProblemCode.SEX_CONFLICT: "性别与身份证号不一致",
    ProblemCode.BIRTH_CONFLICT: "出生日期与身份证号不一致",
    ProblemCode.DATE_FORMAT: "“{header}”不是有效日期，应写作 2020-01-31",
    ProblemCode.DATE_FUTURE: "“{header}”晚于今天",
    ProblemCode.PHONE_FORMAT: "联系电话应为 11 位手机号码，或带区号的固定电话",
    ProblemCode.ABSENCE_CONFLICT: "填了外出日期，居住状态须为“外出”",
    ProblemCode.ABSENCE_BEFORE_BIRTH: "外出日期早于出生日期",
    ProblemCode.NEED_NOT_ALLOWED: "{why}",
    ProblemCode.NEED_EXPIRED: "需求的到期日已过，请删去该项",
    ProblemCode.NEED_FORMAT: "需求“{item}”写法不对，见填写说明",
    ProblemCode.NUMBER_FORMAT: "“{header}”须为数字",
    ProblemCode.NUMBER_RANGE: "“{header}”超出合理范围（{low}–{high}）",
    ProblemCode.POINT_INCOMPLETE: "经度、纬度须同时填写",
    ProblemCode.INCOME_INCOMPLETE: "填写了收入金额，须填“收入年度”",
    ProblemCode.YEAR_FORMAT: "“{header}”须为 {low}–{high} 的四位年份",
    ProblemCode.HEAD_MISSING: "本户没有户主，请在其中一行填“户主”",
    ProblemCode.HEAD_TWICE: "本户有两个户主（另一个在第 {first} 行）",
    ProblemCode.HOUSEHOLD_SCATTERED: "本户在第 {first} 行已出现过，同一户的各行须相邻",
    ProblemCode.HOUSEHOLD_TOO_LARGE: "一户超过 {limit} 人，请核对户编号",
    ProblemCode.HEAD_ROW_ONLY: "“{header}”只填在户主行，本行内容与户主行不一致",
    ProblemCode.ID_REGISTERED: "该身份证号已登记在另一户：{why}",
    ProblemCode.REFUSED: "登记系统不接受：{why}",
    ProblemCode.PERSON_REPEATED: "本户第 {first} 行已有姓名、出生日期相同的人",
    ProblemCode.ROW_SHAPE: "本行有 {width} 列，多于模板；内容里的逗号须用引号括起",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One bad cell: spreadsheet row (the header is row 1), column, reason, suggestion."""

    row: int
    column: Column
    code: ProblemCode
    message: str = field(repr=False)
    suggestion: str | None = field(default=None, repr=False)


def problem(
    row: int, column: Column, code: ProblemCode, suggestion: str | None = None, **values: object
) -> Problem:
    """Return a problem whose message is the code's reason with the values filled in."""
    message = REASONS[code].format(header=header_of(column), **values)
    return Problem(row, column, code, message, suggestion)
