"""How right Tenure is about whose text it is: what it concludes, beside what was really done.

Traces in ``tests/sessions/recorded`` come from real editors that a script drove (``python3 tests
--record``); beside each lies what every act was. Here they are replayed through the adapters and
the engine, once with what the client says of changes (``tenure/suggestion``,
``tenure/changeOrigin``) and once as an editor with nothing but LSP would tell them. The page that
shows the outcome is written by ``python3 tests --generate``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from re import compile as pattern
from typing import Any, NamedTuple

from tenure.core.attribution.facts import Fact
from tenure.core.explanation import Explanation
from tenure.core.records import Kind, SeenBy, State
from tenure.core.self_check import SelfCheck
from tenure.core.text.documents import Document
from tenure.lsp.conversation import Conversation
from tenure.lsp.handshake import encoding_for
from tenure.observer import Observer

from tests.followed_text import FollowedText

RECORDED = Path(__file__).resolve().parent / "sessions/recorded"

OUT_OF_STEP = "out of step"
"""Concluded of text that the engine has not as the editor has it."""

SETTLED_AFTER = 2.5
"""Seconds after an act's end at which its conclusion is final (measures.md §3: two)."""

RESTORED = "restored"
"""The label of an act that brings an earlier text back, with the origins that it had then."""

CARRYING = (RESTORED, "moved", "copied")
"""Labels of acts whose text the document has or had: it keeps the origin that it has there.

What is right of it is what was concluded of it there: a wrong conclusion counts once, at the act
that made it.
"""

_LINE = pattern(r"\n|[^\n]+")
_BLANKS = pattern(r"(\s*)\S")
_TOKEN = pattern(r"\w+|\s|[^\w\s]")


class TruthError(Exception):
    """A truth file that does not fit its trace."""


class Group(NamedTuple):
    """Characters of one act that are alike in what they are and what was concluded."""

    trace: str
    editor: str
    with_words: bool
    """Whether the client's own words about changes were left in."""
    act: str
    label: str
    truth: str
    """The origin (a word of measures.md §5) that they should have been given."""
    concluded: str
    """The origin that the engine gave them."""
    known_by: str
    """The rule and its evidence, or what is said where no rule was asked."""
    adapter: str
    """Who told it; "" where nobody did."""
    characters: int


def _known_by(found: Explanation | None) -> str:
    if found is None:
        return "the server's text is another"
    return found.who if found.note is None else f"{found.note.rule} ({found.note.evidence})"


def groups(folder: Path = RECORDED) -> list[Group]:
    """Everything that was inserted in the recorded traces, concluded with words and without."""
    found: list[Group] = []
    for trace in sorted(folder.glob("*.jsonl")):
        truth = json.loads(trace.with_suffix(".truth.json").read_text(encoding="utf-8"))
        messages = [json.loads(line) for line in trace.read_text(encoding="utf-8").splitlines()]
        for with_words in (True, False):
            found += _Judged(trace.stem, truth, with_words).play(messages)
    return found


def self_checks(folder: Path = RECORDED) -> list[SelfCheck]:
    """What the recorded editors said of keys alone beside their own reasons, by act and kind."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for trace in sorted(folder.glob("*.jsonl")):
        for line in trace.read_text(encoding="utf-8").splitlines():
            message = json.loads(line)["message"]
            if message["method"] == "tenure/selfCheck":
                params = message["params"]
                counts[params["state"], params["kind"], params["seenBy"]] += 1
    return [
        SelfCheck(State(state), Kind(kind), *(counts[state, kind, one] for one in SeenBy))
        for state, kind in sorted({(state, kind) for state, kind, _ in counts})
    ]


@dataclass
class _State:
    """A text with the origin of each of its characters: the true one, and the one concluded."""

    text: str
    origins: list[str]
    concluded: list[str]


class _Judged:
    """One trace, replayed act by act beside its truth."""

    def __init__(self, trace: str, truth: dict[str, Any], with_words: bool) -> None:
        self._trace = trace
        self._truth = truth
        self._with_words = with_words
        self._observer = Observer(_Numbers())
        self._conversation = Conversation(self._observer.documents, self._receive)
        self._now = 0.0
        self._followed = FollowedText()
        self._sources: list[int | None] = []
        """Where in the text before the act each character stood; None: the act inserted it."""

    def play(self, messages: list[dict[str, Any]]) -> list[Group]:
        """What was inserted by each act, and what was concluded of it."""
        found: list[Group] = []
        rest = iter([*messages, None])
        line = next(rest)
        states: list[_State] = []
        for act in self._truth["acts"]:
            while line is not None and line["time"] <= act["until"]:
                self._take(line)
                line = next(rest)
                if not states and self._followed.text is not None:
                    unknown = ["unknown"] * len(self._followed.text)
                    states.append(_State(self._followed.text, unknown, unknown))
                    self._begin()
            self._observer.advance(act["until"] + SETTLED_AFTER)
            if self._followed.text != act["text"]:
                raise TruthError(f"{self._trace}: after {act['name']!r} the texts differ")
            if act["label"] == "format":
                self._sources = _reformatted(states[-1].text, act["text"]) or self._sources
            found += self._judge(act, states)
            self._begin()
        return found

    def _take(self, line: dict[str, Any]) -> None:
        self._now = line["time"]
        message = line["message"]
        method = message["method"]
        self._follow(message)
        if method == "initialize":
            self._conversation.encoding = encoding_for(message["params"])
        elif self._with_words or not method.startswith("tenure/"):
            self._observer.advance(self._now)
            self._conversation.take(method, json.dumps(message["params"]).encode())

    def _receive(self, fact: Fact) -> None:
        self._observer.receive(fact, self._now)

    def _follow(self, message: dict[str, Any]) -> None:
        """Follow a change as measures.md §5 has it: what is equal in its range stays."""
        text = self._followed.text or ""
        for start, end, new in self._followed.take(message):
            self._sources[start:end] = _aligned(text[start:end], new, self._sources[start:end])
            text = text[:start] + new + text[end:]

    def _begin(self) -> None:
        self._sources = list(range(len(self._followed.text or "")))

    def _judge(self, act: dict[str, Any], states: list[_State]) -> list[Group]:
        """What the act inserted, and what was concluded of it; adds the state after it."""
        text = self._followed.text or ""
        document = Document(text)
        tracked = self._observer.documents[self._truth["document"]]
        in_step = tracked.lineage.document.text == text
        explanations = [
            self._observer.inquiry.explain(tracked.uri, document.point_at(offset))
            if in_step
            else None
            for offset in range(len(text))
        ]
        concluded = [found.origin if found else OUT_OF_STEP for found in explanations]
        true, expected = self._origins(act, states)
        states.append(_State(text, true, concluded))
        counts: dict[Group, int] = {}
        for offset, source in enumerate(self._sources):
            # Which of two line breaks moved along with a line cannot be told.
            if source is not None or (act["label"] in CARRYING and text[offset] == "\n"):
                continue
            found = explanations[offset]
            told = found.suggestion if found else None
            group = Group(
                trace=self._trace,
                editor=self._truth["editor"],
                with_words=self._with_words,
                act=act["name"],
                label=act["label"],
                truth=expected[offset],
                concluded=concluded[offset],
                known_by=_known_by(found),
                adapter=(told.adapter or "") if told else "",
                characters=0,
            )
            counts[group] = counts.get(group, 0) + 1
        return [group._replace(characters=number) for group, number in counts.items()]

    def _origins(self, act: dict[str, Any], states: list[_State]) -> tuple[list[str], list[str]]:
        """The true origins after ``act``, and what should be concluded."""
        before, text, label = states[-1], act["text"], act["label"]
        if label == RESTORED:
            for earlier in reversed(states):
                if earlier.text == text:
                    return list(earlier.origins), earlier.concluded
            raise TruthError(f"{self._trace}: {act['name']!r} restores no text that was seen")
        origins = [label if source is None else before.origins[source] for source in self._sources]
        expected = list(origins)
        for start, end in _runs(self._sources):
            if label in CARRYING:
                places = self._places(act, before.text, text[start:end])
                origins[start:end] = [before.origins[place] for place in places]
                expected[start:end] = [before.concluded[place] for place in places]
            elif label == "format" and text[start:end].isspace():
                # New white space between two characters of one origin takes that origin (§5).
                around = origins[max(start - 1, 0) : start] + origins[end : end + 1]
                if len(around) == 2 and len(set(around)) == 1:
                    origins[start:end] = expected[start:end] = around[:1] * (end - start)
        return origins, expected

    def _places(self, act: dict[str, Any], before: str, text: str) -> list[int]:
        """Where each character of ``text`` stood before, line by line; of line breaks, any."""
        places: list[int] = []
        for part in _LINE.findall(text):
            place = before.find(part)
            if place < 0:
                raise TruthError(f"{self._trace}: {act['name']!r}: {part!r} stood nowhere")
            places += range(place, place + len(part))
        return places


def _aligned(old: str, new: str, sources: list[int | None]) -> list[int | None]:
    """The ``sources`` of ``old``'s characters for those of ``new``; None for what is not in it."""
    aligned: list[int | None] = []
    for first, last, from_new, to_new in _inserted(old, new):
        aligned += sources[first:last]
        aligned += [None] * (to_new - from_new)
    return aligned


def _reformatted(old: str, new: str) -> list[int | None] | None:
    """Where each character of ``new`` stood in ``old``; None unless only white space differs.

    A formatter may take whole lines away and put them in again: it touched what differs.
    """
    if "".join(old.split()) != "".join(new.split()):
        return None
    sources: list[int | None] = []
    # A last character, so that white space at the end has one after it, too.
    pairs = zip(_BLANKS.finditer(f"{old}."), _BLANKS.finditer(f"{new}."), strict=True)
    for was, becomes in pairs:
        start, end = was.span(1)
        sources += [*_aligned(was[1], becomes[1], list(range(start, end))), end]
    return sources[:-1]


def _inserted(old: str, new: str) -> Iterator[tuple[int, int, int, int]]:
    """Alternately what stays of ``old`` (from, to) and what is new in ``new`` (from, to).

    Prefix and suffix are taken off; inside, words are compared, and within a replaced word its own
    prefix and suffix stay again.
    """
    prefix, suffix = _ends(old, new)
    yield 0, prefix, prefix, prefix
    middle_old, middle_new = old[prefix : len(old) - suffix], new[prefix : len(new) - suffix]
    old_tokens, new_tokens = _TOKEN.findall(middle_old), _TOKEN.findall(middle_new)
    at_old = at_new = prefix
    matcher = SequenceMatcher(None, old_tokens, new_tokens, autojunk=False)
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        gone, come = "".join(old_tokens[first:last]), "".join(new_tokens[new_first:new_last])
        head, tail = (len(gone), 0) if kind == "equal" else _ends(gone, come)
        end_new = at_new + len(come)
        yield at_old, at_old + head, at_new + head, end_new - tail
        at_old, at_new = at_old + len(gone), end_new
        yield at_old - tail, at_old, at_new, at_new
    yield len(old) - suffix, len(old), len(new), len(new)


def _ends(old: str, new: str) -> tuple[int, int]:
    """How many characters at the start and at the end are the same."""
    shorter = min(len(old), len(new))
    prefix = 0
    while prefix < shorter and old[prefix] == new[prefix]:
        prefix += 1
    suffix = 0
    while suffix < shorter - prefix and old[-1 - suffix] == new[-1 - suffix]:
        suffix += 1
    return prefix, suffix


def _runs(sources: list[int | None]) -> Iterator[tuple[int, int]]:
    """Where each run of inserted characters starts and ends."""
    start = None
    for offset, source in enumerate([*sources, 0]):
        if source is None and start is None:
            start = offset
        elif source is not None and start is not None:
            yield start, offset
            start = None


class _Numbers:
    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        self._last += 1
        return f"{self._last:08d}"
