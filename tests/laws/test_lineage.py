"""Runs of labels behave as a list that keeps one label for each character."""

from __future__ import annotations

from collections import Counter

from hypothesis import assume, given
from hypothesis import strategies as st
from tenure.core.attribution.lineage import Lineage, Splice
from tenure.core.attribution.runs import pairs
from tenure.core.text.points import Point

from tests.laws.strategies import texts

Model = list[tuple[str, int]]


def labels_of(lineage: Lineage) -> Model:
    """One label for each character, read out of the runs."""
    found: Model = []
    for line, run in zip(lineage.document.lines, lineage.runs, strict=True):
        labels = [label for count, label in pairs(run, len(line)) for _ in range(count)]
        found += zip(line, labels, strict=True)
    return found


@st.composite
def twins(draw: st.DrawFn) -> tuple[tuple[Lineage, Lineage], list[Model]]:
    """Two lineages after the same random history, with what the model says after each step.

    An earlier text that comes back brings its labels back, as an undo does.
    """
    text = draw(texts)
    both = (Lineage(text, 0), Lineage(text, 0))
    models: list[Model] = [[(character, 0) for character in text]]
    for label in range(1, draw(st.integers(1, 8)) + 1):
        model = models[-1]
        back = draw(st.none() | st.integers(0, len(models) - 1))
        if back is None:
            start = draw(st.integers(0, len(model)))
            end = draw(st.integers(start, len(model)))
            new = draw(st.text("xy\n\r", max_size=4))
        else:
            start, end = 0, len(model)
            new = "".join(character for character, _ in models[back])
        labels = [(len(new), label)] if new else []
        after = [*model[:start], *((character, label) for character in new), *model[end:]]
        for lineage in both:
            first, last = (lineage.document.point_at(offset) for offset in (start, end))
            lineage.replace([Splice(first, last, new, labels)])
            if lineage.known is not None and lineage.restore(lineage.known):
                after = models[lineage.known]
        models.append(after)
    return both, models


def histories() -> st.SearchStrategy[tuple[Lineage, list[Model]]]:
    """One of ``twins``."""
    return twins().map(lambda drawn: (drawn[0][0], drawn[1]))


@given(histories())
def test_runs_equal_the_model(history: tuple[Lineage, list[Model]]) -> None:
    """After any history every character has the label that the list gives it, and is counted."""
    lineage, models = history

    assert labels_of(lineage) == models[-1]
    counts = {label: count for label, count in lineage.counts.items() if count}
    assert counts == Counter(label for _, label in models[-1])


@given(histories(), st.lists(st.sets(st.integers(0, 8)), max_size=3))
def test_the_text_of_labels_is_what_carries_them(
    history: tuple[Lineage, list[Model]], asked: list[set[int]]
) -> None:
    """In the document's order, wherever it lies and whatever was asked for before."""
    lineage, models = history

    for labels in asked:
        holders = {label: ("all", f"of {label}") for label in labels}
        expected = {
            name: text
            for name, wanted in [("all", labels), *((f"of {label}", {label}) for label in labels)]
            if (text := "".join(one for one, label in models[-1] if label in wanted))
        }
        assert lineage.texts_of(holders) == expected


@given(histories(), st.data())
def test_any_earlier_text_brings_its_labels_back(
    history: tuple[Lineage, list[Model]], data: st.DataObject
) -> None:
    """Going back to any state after any history restores its labels exactly."""
    lineage, models = history
    step = data.draw(st.integers(0, len(models) - 1))
    text = "".join(character for character, _ in models[step])
    document = lineage.document
    lineage.replace([Splice(document.point_at(0), document.end, text, [(len(text), 99)])])

    known = lineage.known

    assert known is not None
    assert lineage.restore(known)
    assert labels_of(lineage) == models[known]
    assert "".join(character for character, _ in models[known]) == text


@given(histories(), st.data())
def test_a_label_learnt_later_is_as_if_always_known(
    history: tuple[Lineage, list[Model]], data: st.DataObject
) -> None:
    """Relabelling what a step inserted changes those characters' label and nothing else."""
    lineage, models = history
    inserting = [
        step for step, model in enumerate(models) if step and step in {label for _, label in model}
    ]
    assume(inserting)
    step = data.draw(st.sampled_from(inserting))
    before = labels_of(lineage)

    lineage.relabel(step, 77)

    after = labels_of(lineage)
    assert [character for character, _ in after] == [character for character, _ in before]
    assert all(
        new == old or (old == step and new == 77)
        for (_, old), (_, new) in zip(before, after, strict=True)
    )


@given(
    st.lists(st.sampled_from(["a\n", "b\n", "\n"]), min_size=2, max_size=7),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=8),
)
def test_lines_that_change_places_are_no_earlier_text(
    lines: list[str], moves: list[tuple[int, int]]
) -> None:
    """Whatever lines are moved, equal ones too, the text is what was made of it."""
    lineage = Lineage("".join(lines), 0)
    texts = ["".join(lines)]
    for label, (old, new) in enumerate(moves, start=1):
        line = lines.pop(old % len(lines))
        lines.insert(new % (len(lines) + 1), line)
        text = "".join(lines)
        lineage.replace([Splice(Point(0, 0), lineage.document.end, text, [(len(text), label)])])
        known = lineage.known
        came_back = known is not None and lineage.restore(known)

        assert lineage.document.text == text
        assert came_back <= (text in texts)
        texts.append(text)


@given(twins(), st.data())
def test_key_presses_on_the_short_way_are_as_on_the_long_way(
    history: tuple[tuple[Lineage, Lineage], list[Model]], data: st.DataObject
) -> None:
    """The same lines, labels, counts and known state, and the same way back, wherever each is."""
    (short, long), models = history
    for _ in range(data.draw(st.integers(1, 4))):
        at = short.document.point_at(data.draw(st.integers(0, short.length)))
        count = data.draw(st.integers(0, len(short.document.lines[at.line]) - at.column))
        text = data.draw(st.sampled_from(["", "x", " ", "é", "🎉"]))
        label = data.draw(st.integers(0, 3))
        assume(text or count)
        end = short.document.forward(at, count)
        splice = Splice(at, end, text, [(1, label)] if text else [])

        back = short.respell(at, count, text, label) or short.replace([splice])[0]

        assert [back] == long.replace([splice])
    assert short.document.lines == long.document.lines
    assert short.document.state == long.document.state
    assert short.known == long.known
    assert short.runs == long.runs
    assert {label: count for label, count in short.counts.items() if count} == {
        label: count for label, count in long.counts.items() if count
    }
    assert short.go_back(len(models) - 1)
    assert labels_of(short) == models[-1]


@given(histories())
def test_the_labels_on_both_sides_are_those_of_either_side(
    history: tuple[Lineage, list[Model]],
) -> None:
    """At every place of the document."""
    lineage, models = history
    points = [lineage.document.point_at(offset) for offset in range(len(models[-1]) + 1)]

    assert [lineage.labels_beside(point) for point in points] == [
        (lineage.label_before(point), lineage.label_after(point)) for point in points
    ]
