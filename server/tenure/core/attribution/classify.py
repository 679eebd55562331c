"""Who made a change: an ordered table of pure rules, the first that answers wins.

Each conclusion keeps its rule's name and its evidence, so that a person can ask why.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple

from tenure.core.attribution.facts import Saying

LINES_TYPED = 3
"""Lines beyond which one change was not typed: Enter between brackets makes three."""


class Maker(Enum):
    """Who a change is put down to; suggestions and insertions get their number from the engine."""

    RESTORED = auto()
    """An earlier state came back: its origins return."""
    SUGGESTION = auto()
    AGENT = auto()
    TYPED = auto()
    PASTE = auto()
    SNIPPET = auto()
    MENU = auto()
    REFACTOR = auto()
    FORMAT = auto()
    EXTERNAL = auto()
    UNATTRIBUTED = auto()


class Change(NamedTuple):
    """A change as the rules see it: trimmed text, and what else is known of it."""

    inserted: str
    removed: str
    word_before: str
    """The unfinished identifier before the insertion."""
    saying: Saying | None
    """What the client said of it."""
    is_known_state: bool
    """Whether the text is one that the document had before."""
    continues: bool
    """Whether the insertion is what was left of a suggestion seen before, whole or a part."""
    gave_way: str = ""
    """What the insertion replaced, in this change or in the one just before."""
    typed_before: str = ""
    """What was typed last, in one go."""
    is_prose: bool = False
    """Whether it lies in a comment or in a language of prose."""


class Conclusion(NamedTuple):
    """Who made the change, by which rule, how known (a word of measures.md §2)."""

    maker: Maker
    rule: str
    evidence: str


class _Rule(NamedTuple):
    name: str
    evidence: str
    conclude: Callable[[Change], Maker | None]


_SAID = {
    Saying.TYPED: Maker.TYPED,
    Saying.PASTE: Maker.PASTE,
    Saying.INLINE: Maker.SUGGESTION,
    Saying.NEXT_EDIT: Maker.SUGGESTION,
    Saying.CHAT: Maker.SUGGESTION,
    Saying.MENU: Maker.MENU,
    Saying.AGENT: Maker.AGENT,
    Saying.SNIPPET: Maker.SNIPPET,
    Saying.FORMAT: Maker.FORMAT,
    Saying.RENAME: Maker.REFACTOR,
    Saying.CODE_ACTION: Maker.REFACTOR,
    Saying.RELOAD: Maker.EXTERNAL,
}

_CLOSING = frozenset(")]}>\"'`")

_PAIRS = frozenset({"()", "[]", "{}", "<>", '""', "''", "``", "{{}}"})
"""What an editor makes of an opening bracket."""

_COMMENT_MARK = re.compile(r"[ \t]*(#+|//+|--|;+|%|/\*|\*/|<!--|-->|\.\.)[ \t]*")
"""What is put before or behind lines that are commented out."""

_TOKEN = re.compile(r"\w+|[^\w\s]")

_CLOSED_TAG = re.compile(r"</[\w.:-]*>|\*/|-->")
"""What an editor closes by itself when the person has typed the opening."""

_CONTINUED_COMMENT = re.compile(r"[\r\n]+[ \t]*(\*|//[/!]?|#|--|>)[ \t]*([\r\n]+[ \t]*(\*/)?)?")
"""What Enter puts in inside a comment or a quote."""

_COMPOSED = re.compile(r"[^\x00-\x7f\s]{1,12}")
"""What an input method puts in at once."""

_NUMBER = re.compile(r"-?[0-9]+")
"""What a key counts up or down (Vim's Ctrl-A, an editor's "increment")."""

_DICTATED = re.compile(r" ?[\w'\u2019-]+[.,;:!?]?( [\w'\u2019-]+[.,;:!?]?){0,15} ?")
"""Words as they are spoken, not more than a breath of them."""


def _said_to_restore(change: Change) -> Maker | None:
    said = change.saying in (Saying.UNDO, Saying.REDO)
    return Maker.RESTORED if said and change.is_known_state else None


def _said(change: Change) -> Maker | None:
    if change.saying is None:
        return None
    # Nobody types lines at once, whoever says so.
    if change.saying is Saying.TYPED and len(change.inserted.split("\n")) > LINES_TYPED:
        return None
    return _SAID.get(change.saying)


def _comes_back(change: Change) -> Maker | None:
    # One code point that brings a state back was typed again (measures.md §5).
    retyped = len(change.inserted) == 1 and not change.removed
    return Maker.RESTORED if change.is_known_state and not retyped else None


def _continues(change: Change) -> Maker | None:
    return Maker.SUGGESTION if change.continues and len(change.inserted) > 1 else None


def _typed(change: Change) -> Maker | None:
    return Maker.TYPED if looks_typed(change.inserted) else None


def _put_in_by_keys(change: Change) -> Maker | None:
    text = change.inserted
    shapes = (_CLOSED_TAG, _CONTINUED_COMMENT, _COMMENT_MARK, _COMPOSED)
    return Maker.TYPED if any(shape.fullmatch(text) for shape in shapes) else None


def _counted(change: Change) -> Maker | None:
    counted = _NUMBER.fullmatch(change.gave_way) and _NUMBER.fullmatch(change.inserted)
    return Maker.TYPED if counted else None


def _typed_again(change: Change) -> Maker | None:
    """What Vim's dot and block insert put in, at one place or several."""
    text = change.typed_before
    again = len(text) > 1 and text.strip() and not change.inserted.replace(text, "")
    return Maker.TYPED if again else None


def _respelt(change: Change) -> Maker | None:
    old, new = change.gave_way, change.inserted
    exchanged = len(old) == 2 and old[::-1] == new
    return Maker.TYPED if exchanged or (old and old.casefold() == new.casefold()) else None


def _dictated(change: Change) -> Maker | None:
    spoken = change.is_prose and " " in change.inserted.strip()
    return Maker.TYPED if spoken and _DICTATED.fullmatch(change.inserted) else None


def _completes_word(change: Change) -> Maker | None:
    whole = change.word_before + change.inserted
    return Maker.MENU if change.word_before and whole.isidentifier() else None


def _unexplained(_: Change) -> Maker | None:
    return Maker.UNATTRIBUTED


RULES: tuple[_Rule, ...] = (
    _Rule("the client says undo or redo", "exact", _said_to_restore),
    _Rule("the client says so", "exact", _said),
    _Rule("an earlier text of the document came back", "inferred", _comes_back),
    _Rule("it is what was left of a suggestion shown here", "matched", _continues),
    _Rule("one character, white space or closing brackets", "inferred", _typed),
    _Rule("an editor or input method puts this in for a key", "inferred", _put_in_by_keys),
    _Rule("a number gave way to a number", "inferred", _counted),
    _Rule("what was typed just before went in again", "inferred", _typed_again),
    _Rule("its letters changed case or places", "inferred", _respelt),
    _Rule("spoken words in a comment or text", "inferred", _dictated),
    _Rule("it completes the word before the caret", "inferred", _completes_word),
    _Rule("nothing explains it", "inferred", _unexplained),
)


def looks_typed(text: str) -> bool:
    """One character, white space, closing brackets or a pair: keys and what an editor adds."""
    return len(text) <= 1 or text.isspace() or _CLOSING.issuperset(text) or text in _PAIRS


def is_comment_mark(text: str) -> bool:
    """Whether it is put before or behind lines that are commented out."""
    return _COMMENT_MARK.fullmatch(text) is not None


def looks_accepted(text: str) -> bool:
    """At least two tokens, and not whole lines as a paste of lines has them."""
    lines = text.startswith(("\n", "\r")) and text.endswith(("\n", "\r"))
    return not lines and len(_TOKEN.findall(text)) >= 2


def classify(change: Change) -> Conclusion:
    """The first rule's answer."""
    for rule in RULES:
        maker = rule.conclude(change)
        if maker is not None:
            return Conclusion(maker, rule.name, rule.evidence)
    raise AssertionError("the last rule always answers")
