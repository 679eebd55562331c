"""Memory that the C library holds for each thread, which a few megabytes of text do not need."""

from __future__ import annotations

import ctypes

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
