"""``server/docs/accuracy.md``: what Tenure concludes of recorded editing, beside what it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tenure.core.attribution.origins import ORIGIN_NAMES
from tenure.core.metrics.rates import WRITTEN_AS_SHARE_FROM

from tests.accuracy import CARRYING, OUT_OF_STEP, Group, groups, self_checks

INTRODUCTION = f"""\
# Accuracy

Generated from `tests/sessions/recorded` by `python3 tests --generate`; the traces are recorded anew
by `python3 tests --record`, which drives the real editors through `tests/recording`.

Whose text Tenure takes a text for, beside whose it is. A script does one act after the other in an
editor and writes down what each was; the conversation that the editor had with Tenure meanwhile is
replayed twice: with what the client says of suggestions and changes, and without, as an editor
tells them that knows LSP and nothing of Tenure. Counted are characters that an act inserted, two
seconds after it. Precision is the share of what was concluded that was so, recall the share of what
was so that was concluded; a share stands beside its counts from {WRITTEN_AS_SHARE_FROM} acts on.

The acts are chosen to hold every kind of change, not as often as people do them: the figures say
which changes are told apart, not how much of a day's work is. Somebody who has other plugins or
settings makes other changes.

A label is the origin that a text has by the definitions. What a person has replaced everywhere is
a refactoring, as a rename is: the person names a text, and a machine puts it in. What is typed over
by hand, a repeated or recorded command, a comment sign and an indent put in by a key are typed;
white space that a formatter puts between two characters of one origin has that origin.

Text that is moved, copied or brought back keeps its origin: it is right where it carries
what was concluded of it before, so that a wrong conclusion counts once; its line breaks are not
counted, since any could be any other. "Out of step" is text that the server had not as the editor
had it.
"""


KEYS_ALONE = """\
VS Code from the store does not tell what made a change: an accept is known by the key that made it.
Where the editor tells its own reason, both ways run, and the extension says whether they agree.
Recall is the share of accepts that keys alone would have seen, precision the share of what they
would have seen that were accepts. `tenure doctor` shows the same of your own editor.
"""


def page() -> str:
    """The whole page."""
    found = groups()
    lines = [INTRODUCTION]
    for editor in sorted({group.editor for group in found}):
        mine = [group for group in found if group.editor == editor]
        lines += [f"## {editor}", "", _size(mine), ""]
        for with_words, title in ((True, "With the client's words"), (False, "With LSP alone")):
            part = [group for group in mine if group.with_words is with_words]
            lines += [f"### {title}", ""]
            lines += [*_confusion(part), *_by_origin(part), *_carried(part), *_by_rule(part)]
    lines += ["## Keys alone", "", KEYS_ALONE, *_keys_alone()]
    lines += ["## What was concluded wrongly", "", *_wrong(found)]
    return "\n".join(lines).rstrip() + "\n"


def _size(found: Sequence[Group]) -> str:
    once = [group for group in found if group.with_words]
    traces = len({group.trace for group in once})
    characters = sum(group.characters for group in once)
    return f"{traces} traces, {_acts(once)} acts that insert, {characters} characters."


def _confusion(found: Sequence[Group]) -> list[str]:
    """What was inserted by its origin, and what it was taken for."""
    made = [group for group in found if group.label not in CARRYING]
    columns = [
        name
        for name in (*ORIGIN_NAMES, OUT_OF_STEP)
        if any(group.concluded == name for group in made)
    ]
    rows = []
    for truth in ORIGIN_NAMES:
        mine = [group for group in made if group.truth == truth]
        if mine:
            counts = [
                _characters(mine, lambda group, n=name: group.concluded == n) for name in columns
            ]
            rows.append([truth, _acts(mine), *(count or "" for count in counts)])
    return _table(["characters that were", "acts", *(f"taken for {c}" for c in columns)], rows)


def _by_origin(found: Sequence[Group]) -> list[str]:
    made = [group for group in found if group.label not in CARRYING]
    rows = []
    for name in ORIGIN_NAMES:
        concluded = [group for group in made if group.concluded == name]
        true = [group for group in made if group.truth == name]
        if concluded or true:
            rows.append([name, _share(concluded, _is_right), _share(true, _is_right)])
    return _table(["origin", "precision", "recall"], rows)


def _carried(found: Sequence[Group]) -> list[str]:
    rows = []
    for label in CARRYING:
        mine = [group for group in found if group.label == label]
        if mine:
            became = sorted({group.concluded for group in mine if not _is_right(group)})
            rows.append([label, _acts(mine), _share(mine, _is_right), ", ".join(became)])
    return _table(["text that was", "acts", "kept its origin", "or became"], rows)


def _by_rule(found: Sequence[Group]) -> list[str]:
    rows = []
    for name in ORIGIN_NAMES:
        mine = [group for group in found if group.concluded == name]
        for known_by, adapter in sorted({(group.known_by, group.adapter) for group in mine}):
            by_it = [g for g in mine if (g.known_by, g.adapter) == (known_by, adapter)]
            rows.append([name, known_by, adapter, _acts(by_it), _share(by_it, _is_right)])
    return _table(["concluded", "because", "adapter", "acts", "precision"], rows)


def _keys_alone() -> list[str]:
    rows = [
        [check.state, check.kind, check.precision.words, check.recall.words]
        for check in self_checks()
    ]
    return _table(["act", "kind", "precision", "recall"], rows)


def _wrong(found: Sequence[Group]) -> list[str]:
    """Every act of which something was taken for what it was not."""
    counts: dict[tuple[str, ...], dict[bool, int]] = {}
    for group in found:
        if not _is_right(group):
            key = (group.trace, group.act, group.label, group.truth, group.concluded)
            by_words = counts.setdefault(key, {True: 0, False: 0})
            by_words[group.with_words] += group.characters
    rows = [
        [*key[:3], f"{key[3]} as {key[4]}", by_words[True] or "", by_words[False] or ""]
        for key, by_words in counts.items()
    ]
    return _table(["trace", "act", "label", "taken", "with words", "LSP alone"], rows)


def _is_right(group: Group) -> bool:
    return group.truth == group.concluded


def _acts(found: Iterable[Group]) -> int:
    return len({(group.trace, group.act) for group in found})


def _characters(found: Iterable[Group], which: Callable[[Group], bool]) -> int:
    return sum(group.characters for group in found if which(group))


def _share(found: Sequence[Group], which: Callable[[Group], bool]) -> str:
    """Characters of ``found`` that are so: counts, and a share where there are enough acts."""
    total = _characters(found, lambda _: True)
    if not total:
        return "none"
    right = _characters(found, which)
    counts = f"{right} of {total}"
    few = _acts(found) < WRITTEN_AS_SHARE_FROM
    return counts if few else f"{counts} ({100 * right / total:.1f} %)"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    if not lines:
        return []
    return ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads), *lines, ""]
