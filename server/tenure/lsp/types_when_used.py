"""lsprotocol's types, each made an attrs class when it is first used.

lsprotocol has 554 of them, a conversation of ours uses some thirty. What attrs writes for one, its
methods above all, takes 24 kB and 0.3 ms: 13 MB and a sixth of a second for types that nobody asks
for. To whoever uses a type nothing differs, except that its instances have no slots.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import attrs

TYPES = "lsprotocol.types"

_WRITTEN = ("__attrs_attrs__", "__init__")
"""What attrs writes into a class, and whoever uses it asks for first: an instance or its fields."""


def import_types() -> None:
    """Import lsprotocol's types so; nothing where they are there already.

    A version of lsprotocol that makes its types in another way is imported as it is.
    """
    if TYPES in sys.modules:
        return
    define = attrs.define

    def later(cls: type | None = None, **options: Any) -> Any:
        if cls is None or options or cls.__module__ != TYPES or "__init__" in vars(cls):
            return define(cls, **options)
        for name in _WRITTEN:
            setattr(cls, name, _WhenUsed(cls, name, define))
        return cls

    vars(attrs)["define"] = later
    try:
        types = import_module(TYPES)
    finally:
        vars(attrs)["define"] = define
    _resolve_nothing(types.ALL_TYPES_MAP)


class _WhenUsed:
    """Stands in a class for ``name`` until somebody asks for it: then attrs makes the class.

    In the thread of the event loop, as all that pygls does; two at once are not provided for.
    """

    __slots__ = ("_cls", "_define", "_name")

    def __init__(self, cls: type, name: str, define: Callable[..., Any]) -> None:
        self._cls = cls
        self._name = name
        self._define = define

    def __get__(self, instance: object, owner: type) -> Any:
        for name in _WRITTEN:
            delattr(self._cls, name)
        # With slots it would be another class than the one that everybody has imported.
        self._define(self._cls, slots=False)
        attrs.resolve_types(self._cls, vars(sys.modules[TYPES]), {})
        return getattr(owner if instance is None else instance, self._name)


def _resolve_nothing(names: dict[str, Any]) -> None:
    """Let lsprotocol do now what it does once, with its first converter: resolve ``names``.

    It would make all types; here each is resolved when it is made.
    """
    from lsprotocol.converters import get_converter

    known = dict(names)
    names.clear()
    try:
        get_converter()
    finally:
        names.update(known)
