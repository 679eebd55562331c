"""Memory that a small server need not hold, and need not go through again and again."""

from __future__ import annotations

import ctypes
import gc
import sys
from typing import cast

_M_ARENA_MAX = -8
"""Of glibc's ``mallopt``; its default is eight arenas a core."""


def share_one_arena() -> None:
    """Let all threads of this process allocate from one arena; nothing where it is not glibc.

    Each thread else has its own, which holds on to what was freed: 4 MB of a server's 51.
    """
    try:
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
    except (OSError, AttributeError, TypeError):  # no C library by that name, or no such function
        return


def give_back_what_is_free() -> None:
    """Return to the system what was freed and is kept for later; nothing where it is not glibc.

    A panel over a year leaves 8 MB of it. It takes a millisecond: for what takes longer itself.
    """
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError, TypeError):  # as above
        return


def leave_tls_to_who_speaks_it() -> None:
    """Import asyncio as where Python has no ssl, which it would import for sockets we never open.

    It is 4 MB of a server's 32. Whoever imports ssl afterwards has it; asyncio goes without.
    """
    if "asyncio" in sys.modules or "ssl" in sys.modules:
        return
    modules = cast("dict[str, object]", sys.modules)
    modules["ssl"] = None  # what keeps a module from being imported (the import system, §5.3.1)
    try:
        import asyncio  # noqa: F401
    finally:
        del modules["ssl"]


def keep_what_is_loaded() -> None:
    """Leave what is in memory now, modules above all, out of every later collection of garbage.

    A full one goes through all there is with the interpreter's lock held: 20 ms, on a busy machine
    0.1 s, in whichever thread it falls; in the writer's with the store's write lock, too.
    """
    gc.freeze()
