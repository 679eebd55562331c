"""What other systems would say of the same reading, each by its own published formula.

Pure. Their figures are here to be compared with, so their choices are followed, not mended: what
differs from ours is said beside each. The distances of ``ziegler`` and ``cody`` are our char
distance; those that need a formula of their own are computed here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tenure.core.records import AsOthersCount, DueReadingRecord, Horizon

LONGEST = 20_000
"""Characters of one text beyond which only what costs nothing is computed."""

_FROM_30S_TO_10M = (
    Horizon.SECONDS_30,
    Horizon.MINUTES_2,
    Horizon.MINUTES_5,
    Horizon.MINUTES_10,
)
_FROM_30S_TO_15M = (*_FROM_30S_TO_10M, Horizon.MINUTES_15)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of another system: what it divides, and in what it differs from ours."""

    system: str
    name: str
    horizons: tuple[Horizon, ...]
    numerator: str
    denominator: str
    differs: str
    source: str


FIGURES = (
    Figure(
        "ziegler",
        "unchanged",
        _FROM_30S_TO_10M,
        "spans that stand letter for letter",
        "spans read",
        "any change counts alike, a new indent too",
        "Ziegler et al. 2022, arXiv 2205.06537",
    ),
    Figure(
        "ziegler",
        "mostlyUnchanged",
        _FROM_30S_TO_10M,
        "spans with a char distance under 33 %",
        "spans read",
        "a bound makes a yes or no of a share",
        "Ziegler et al. 2022, arXiv 2205.06537",
    ),
    Figure(
        "copilot",
        "stillInCode",
        _FROM_30S_TO_10M,
        "spans of whose words at most half are edited",
        "spans read",
        "what a person wrote before or behind the words found is free",
        "GitHub Copilot's language server, stillInCodeHeuristic",
    ),
    Figure(
        "cody",
        "difference",
        _FROM_30S_TO_10M,
        "char distances, 1 for what is gone",
        "spans read",
        "a mean over spans: a word weighs as much as a page",
        "Sourcegraph Cody, PersistenceTracker",
    ),
    Figure(
        "vscode",
        "arc",
        _FROM_30S_TO_15M,
        "characters that never left",
        "characters inserted",
        "what was undone, cut or moved is lost, also where it came back",
        "VS Code, ArcTracker (accepted and retained characters)",
    ),
    Figure(
        "copilotChat",
        "fourGram",
        _FROM_30S_TO_15M,
        "shares of common sequences of 4 characters",
        "spans read",
        "a mean over spans; their order and place do not matter",
        "Copilot Chat, EditSurvivalTracker",
    ),
    Figure(
        "copilotChat",
        "noRevert",
        _FROM_30S_TO_15M,
        "1 - how far the text went back to what it replaced",
        "spans read",
        "1 wherever nothing was replaced, even if all is gone",
        "Copilot Chat, EditSurvivalTracker",
    ),
    Figure(
        "zed",
        "keptRate",
        (Horizon.SETTLED,),
        "shares of the edit (tokens put in or taken out) that stand",
        "spans read",
        "a mean over spans; 0 where lengths came to differ by 512",
        "Zed, kept_rate.rs",
    ),
)
"""In the order of measures.md §6; those that need commits come with git."""


def as_others_count(due: DueReadingRecord) -> AsOthersCount | None:
    """What they would say of the reading; None where it could not be read or has no text."""
    if due.unmeasured is not None or not due.original:
        return None
    original, text = due.original_text.read(), due.text.read()
    replaced = due.replaced_text.read()
    short = max(len(original), len(text), len(replaced)) <= LONGEST
    chat = short and due.horizon in _FROM_30S_TO_15M
    lexical = short and due.horizon in _FROM_30S_TO_10M
    settled = short and due.horizon is Horizon.SETTLED
    return AsOthersCount(
        never_left=due.never_left,
        still_in_code=still_in_code(original, text) if lexical else None,
        four_gram=similarity(text, original) if chat else None,
        no_revert=no_revert(replaced, original, text) if chat else None,
        kept_rate=kept_rate(replaced, original, text) if settled else None,
    )


# Copilot Chat

_N = 4


def similarity(one: str, other: str) -> float:
    """The share of 4-character sequences that both texts have, 0..1; short texts are equal or not.

    Copilot Chat, compute4GramTextSimilarity.
    """
    if one == other:
        return 1.0
    if len(one) < _N or len(other) < _N:
        return 0.0
    grams, others = _grams(one), _grams(other)
    return 2 * (grams & others).total() / (grams.total() + others.total())


def no_revert(before: str, accepted: str, text: str) -> float:
    """1 less how far ``text`` went back from what was ``accepted`` to what was ``before``, 0..1."""
    if not before:
        return 1.0
    of_accepted = similarity(accepted, before)
    if of_accepted == 1:
        return 1.0
    return 1 - max(similarity(text, before) - of_accepted, 0) / (1 - of_accepted)


def _grams(text: str) -> Counter[str]:
    return Counter(text[place : place + _N] for place in range(len(text) - _N + 1))


# Copilot

_LEXEME = re.compile(r"\w+| +|[^\w ]")
_EDITED_AT_MOST = 0.5


def still_in_code(original: str, text: str) -> bool:
    """Whether at most half of the lexemes of ``original`` were edited, where it fits best.

    Copilot, lexEditDistance / needleLexLength <= 0.5.
    """
    if original in text:  # most are
        return True
    needle, haystack = lexemes(original), lexemes(text)
    return not needle or infix_distance(needle, haystack) <= _EDITED_AT_MOST * len(needle)


def lexemes(text: str) -> list[str]:
    """Words, runs of spaces and single signs; single spaces are left out."""
    return [lexeme for lexeme in _LEXEME.findall(text) if lexeme != " "]


def infix_distance(needle: Sequence[str], haystack: Sequence[str]) -> int:
    """Edits from ``needle`` to the part of ``haystack`` that is nearest to it.

    Its first lexeme may be the end of one, its last the start of one. Myers 1999, "A fast
    bit-vector algorithm for approximate string matching", with one bit a lexeme of the needle.
    """
    length = len(needle)
    last, every = 1 << (length - 1), (1 << length) - 1
    places: dict[str, int] = {}
    for number, lexeme in enumerate(needle):
        places[lexeme] = places.get(lexeme, 0) | 1 << number
    positive, negative = every, 0
    distance = best = length
    for lexeme in haystack:
        equal = places.get(lexeme, 0)
        if lexeme.endswith(needle[0]):
            equal |= 1
        if lexeme.startswith(needle[-1]):
            equal |= last
        vertical = equal | negative
        horizontal = (((equal & positive) + positive) ^ positive) | equal
        up = negative | ~(horizontal | positive) & every
        down = positive & horizontal
        distance += bool(up & last) - bool(down & last)
        best = min(best, distance)
        up, down = up << 1 & every, down << 1 & every
        positive = down | ~(vertical | up) & every
        negative = up & vertical
    return best


# Zed

_MOST_DIRTY = 512
_UNIT = re.compile(
    r"\w+|[\r\n]+|[^\S\r\n]+|>>>=|<<=|>>=|\.\.\.|\.\.=|\?\?=|\*\*=|>>>|::|->|=>|==|!=|<=|>=|&&"
    r"|\|\||<<|>>|\.\.|\+=|-=|\*=|/=|%=|&=|\|=|\^=|\+\+|--|\*\*|\?\?|\?\.|:=|<-|//|/\*|\*/|."
)


def kept_rate(before: str, accepted: str, text: str) -> float:
    """The share of an edit from ``before`` to ``accepted`` that ``text`` has too, 0..1.

    In bytes of the tokens put in and taken out; white space is a token. Zed, compute_kept_rate.
    """
    if accepted == text:
        return 1.0
    lengths = [len(one.encode(errors="surrogatepass")) for one in (before, accepted, text)]
    base, put, now = lengths
    if abs(abs(put - base) - abs(now - base)) > _MOST_DIRTY:
        return 0.0
    old, new, final = (_UNIT.findall(one) for one in (before, accepted, text))
    new_common, old_by_new = _common(new, old)
    final_common, old_by_final = _common(final, old)
    put_in = [unit for place, unit in enumerate(new) if place not in new_common]
    put_in_now = [unit for place, unit in enumerate(final) if place not in final_common]
    kept, _ = _common(put_in, put_in_now)
    matched = sum(_size(put_in[place]) for place in kept)
    taken_out = [place for place in range(len(old)) if place not in old_by_new]
    matched += sum(_size(old[place]) for place in taken_out if place not in old_by_final)
    edited = sum(map(_size, put_in)) + sum(_size(old[place]) for place in taken_out)
    if not edited:
        return 0.0 if put_in_now or len(old_by_final) < len(old) else 1.0
    return matched / edited


def _common(one: Sequence[str], other: Sequence[str]) -> tuple[set[int], set[int]]:
    """The places in both of their longest common subsequence."""
    # Here, since a report needs the figures' names alone, in the process that answers the editor.
    from rapidfuzz.distance import LCSseq

    # By number: it takes an empty string and one that holds a single NUL for the same.
    numbers: dict[str, int] = {}
    blocks = LCSseq.opcodes(
        [numbers.setdefault(unit, len(numbers)) for unit in one],
        [numbers.setdefault(unit, len(numbers)) for unit in other],
    )
    mine: set[int] = set()
    theirs: set[int] = set()
    for block in blocks:
        if block.tag == "equal":
            mine.update(range(block.src_start, block.src_end))
            theirs.update(range(block.dest_start, block.dest_end))
    return mine, theirs


def _size(unit: str) -> int:
    return len(unit.encode(errors="surrogatepass"))
