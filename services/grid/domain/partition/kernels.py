"""The kernels as functions; compiled by numba where it is installed (extra `fast`).

The compiled code is kept beside the source, or where NUMBA_CACHE_DIR says. Its name holds a digest
of all kernels, because numba would not see that a function it calls has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from importlib import import_module
from inspect import getsource
from types import FunctionType, ModuleType
from typing import Any, NamedTuple, cast

from . import measure, reach, search, segments
from .ground import Ground, Parts, Rules, Table

Function = Callable[..., Any]


class Kernels(NamedTuple):
    """What the workshop calls."""

    cut_order: Callable[[Ground, Rules, Table, list[int], int, int], None]
    count_up: Callable[[Ground, Rules, Parts], None]
    improve: Callable[[Ground, Rules, Parts], None]
    relieve: Callable[[Ground, Rules, Parts], None]
    pieces: Callable[[Ground, Parts, int], int]


@cache
def compiled_kernels() -> Kernels:
    """Return the same functions compiled; the first time that takes seconds.

    Raises:
        ModuleNotFoundError: numba is not installed.
    """
    njit = cast("Callable[..., Function]", import_module("numba").njit)
    modules = (measure, reach, segments, search)
    version = _digest(modules)
    known: dict[str, Function] = {}
    for module in modules:
        known |= _compiled(module, known, version, njit)
    return Kernels(
        known["cut_order"], known["count_up"], known["improve"], known["relieve"], known["pieces"]
    )


def _compiled(
    module: ModuleType, known: dict[str, Function], version: str, njit: Callable[..., Function]
) -> dict[str, Function]:
    """Compile a module's functions; what they call are the compiled ones, not the plain ones."""
    space: dict[str, Any] = {**vars(module), **known}
    own = _functions(module)
    for name, plain in own.items():
        copy = FunctionType(plain.__code__, space, name)
        copy.__qualname__ = f"{name}_{version}"
        try:
            space[name] = njit(copy, cache=True)
        except RuntimeError:  # numba finds no folder that it may write to
            space[name] = njit(copy)
    return {name: space[name] for name in own}


def _functions(module: ModuleType) -> dict[str, FunctionType]:
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, FunctionType) and value.__module__ == module.__name__
    }


def _digest(modules: Sequence[ModuleType]) -> str:
    return sha256("".join(map(getsource, modules)).encode()).hexdigest()[:12]
