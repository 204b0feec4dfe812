"""The words of the command-line library in Chinese: help pages and usage errors."""

from __future__ import annotations

import re
from typing import Any

from typer import TyperException, rich_utils
from typer.core import TyperCommand, TyperGroup

_OPTIONS = "[选项]"
_HELP = "显示帮助并退出。"

_PANELS = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "ERRORS_PANEL_TITLE": "错误",
    "DEFAULT_STRING": "[默认：{}]",
    "ENVVAR_STRING": "[环境变量：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
    "ABORTED_TEXT": "已中止。",
}

CONNECTION_PANEL = "连接与输出"


def speak_chinese() -> None:
    """Give the library's help pages Chinese headings; they are module values there."""
    for name, text in _PANELS.items():
        setattr(rich_utils, name, text)


class ChineseCommand(TyperCommand):
    """A command whose help page is Chinese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "options_metavar": _OPTIONS})

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option --help with a Chinese text."""
        return _translated(super().get_help_option(ctx))

    def get_usage(self, ctx: Any) -> str:
        """Return the usage line."""
        return _usage(super().get_usage(ctx))


class ChineseGroup(TyperGroup):
    """A group of commands whose help page is Chinese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        words = {"options_metavar": _OPTIONS, "subcommand_metavar": "命令 [参数]..."}
        super().__init__(*args, **{**kwargs, **words})

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option --help with a Chinese text."""
        return _translated(super().get_help_option(ctx))

    def get_usage(self, ctx: Any) -> str:
        """Return the usage line."""
        return _usage(super().get_usage(ctx))


def _translated(option: Any) -> Any:
    if option is not None:
        option.help = _HELP
    return option


def _usage(line: str) -> str:
    return line.replace("Usage: ", "用法：", 1)


def usage_text(error: TyperException) -> str:
    """Return a library's complaint about the command line as a Chinese sentence."""
    option = getattr(error, "option_name", "")
    texts = {
        "NoSuchOption": f"没有选项 {option}{_similar(error)}。",
        "MissingParameter": f"缺少 {_hint(error)}。",
        "BadOptionUsage": f"选项 {option} 的写法有误：多了或少了取值。",
        "BadArgumentUsage": "参数个数不对。",
        "BadParameter": f"{_hint(error)} 的取值有误：{_why(error.message)}。",
    }
    return texts.get(type(error).__name__, _plain(error.message))


def _hint(error: TyperException) -> str:
    parameter = getattr(error, "param", None)
    return parameter.get_error_hint().replace("'", "") if parameter is not None else "参数"


def _similar(error: TyperException) -> str:
    names: Any = getattr(error, "possibilities", None)
    return f"，是否想写 {'、'.join(sorted(names))}" if names else ""


_REASONS: tuple[tuple[str, str], ...] = (
    (r"valid integer", "须为整数"),
    (r"valid number", "须为数字"),
    (r"greater than or equal to (\S+)", r"不能小于 \1"),
    (r"less than or equal to (\S+)", r"不能大于 \1"),
    (r"does not exist", "文件不存在"),
)

_BEGINNINGS: tuple[tuple[str, str], ...] = (
    (r"No such command '([^']*)'\. Did you mean '([^']*)'.*", r"没有命令 \1，是否想写 \2？"),
    (r"No such command '([^']*)'.*", r"没有命令 \1。"),
    (r"Missing command.*", "缺少命令。"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", r"多余的参数：\1。"),
)


def _why(message: str) -> str:
    for english, chinese in _REASONS:
        if found := re.search(english, message):
            return found.expand(chinese)
    return message


def _plain(message: str) -> str:
    for english, chinese in _BEGINNINGS:
        if found := re.fullmatch(english, message.strip(), re.DOTALL):
            return found.expand(chinese)
    return message
