"""Names of the 56 ethnic groups and their codes (GB/T 3304)."""

from __future__ import annotations

_NAMES = """
汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜
满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳
佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土
达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米
塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔
独龙 鄂伦春 赫哲 门巴 珞巴 基诺
""".split()  # noqa: SIM905 - reads better than 56 quoted words

NAME_OF_CODE: dict[str, str] = {f"{n:02d}": name for n, name in enumerate(_NAMES, 1)} | {
    "97": "其他"
}

_CODE_OF_NAME = {name: code for code, name in NAME_OF_CODE.items()}


def ethnicity_code(text: str) -> str | None:
    """Return the code of a name (汉, 汉族) or of a code; None when there is no such group."""
    if text in NAME_OF_CODE:
        return text
    return _CODE_OF_NAME.get(text) or _CODE_OF_NAME.get(text.removesuffix("族"))
