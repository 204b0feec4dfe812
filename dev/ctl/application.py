"""All groups of commands, and what every ending looks like."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

import grpc
import typer

from kit.model.errors import Refusal
from kit.rpc_errors import details_of

from . import (
    grid_cares,
    grid_contacts,
    grid_lines,
    grid_plans,
    grid_runs,
    household_members,
    household_records,
    household_structure,
    oversight,
    petition_steps,
    status,
    token,
    topology,
    up,
)
from .chinese import ChineseGroup, speak_chinese, usage_text
from .dlq import dlq
from .duplicate import duplicate
from .exits import MEANINGS, Exit, exit_of
from .grid import grid
from .household import household
from .output import Output
from .petition import petition
from .problems import UsageProblem
from .roster import roster

_EXITS = "；".join(f"{code.value} {text}" for code, text in MEANINGS.items())
_MORE = (
    *(household_members, household_structure, household_records),
    *(grid_plans, grid_lines, grid_contacts, grid_cares, grid_runs),
    petition_steps,
)
"""Imported for the commands they add to `household`, `grid` and `petition`."""


def application() -> typer.Typer:
    """Return the whole command line."""
    speak_chinese()
    app = typer.Typer(
        name="gov321ctl",
        cls=ChineseGroup,
        help="汉阴“321”基层治理平台的运维和试用工具。",
        epilog=f"退出码：{_EXITS}。",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    for single in (up, status, topology, token, oversight):
        single.add_to(app)
    for name, commands in (
        ("household", household),
        ("grid", grid),
        ("petition", petition),
        ("roster", roster),
        ("duplicate", duplicate),
        ("dlq", dlq),
    ):
        app.add_typer(commands, name=name)
    return app


def run(argv: Sequence[str], output: Output) -> int:
    """Run one command line and return the exit code; every problem becomes one sentence."""
    try:
        code = application()(list(argv), prog_name="gov321ctl", standalone_mode=False)
    except (UsageProblem, typer.TyperException) as problem:
        return _usage(problem, output)
    except Refusal as refusal:
        output.complain(refusal.user_text, refusal.reason, refusal.fields)
        return exit_of(refusal)
    except (KeyboardInterrupt, typer.Abort):
        return Exit.INTERRUPTED
    except BrokenPipeError:
        return Exit.OK
    except grpc.aio.AioRpcError as error:
        info, text = details_of(error)
        output.complain(text or "服务内部错误，请告知平台运维。", info.reason or error.code().name)
        return Exit.FAULT
    except Exception:
        output.remark(traceback.format_exc())
        output.complain("程序内部错误，请把以上内容告知平台运维。", "INTERNAL")
        return Exit.FAULT
    return int(code or Exit.OK)


def _usage(problem: Exception, output: Output) -> int:
    if isinstance(problem, typer.TyperException):
        if type(problem).__name__ == "NoArgsIsHelpError":
            output.remark(problem.message)
            return Exit.USAGE
        output.complain(usage_text(problem), "USAGE")
    else:
        output.complain(str(problem), "USAGE")
    output.remark("用 --help 查看用法。")
    return Exit.USAGE
