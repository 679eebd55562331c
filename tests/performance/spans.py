"""Accepted suggestions and what became of them: source text as tools offer it, always the same.

The mixture is that of short completions with a tail of whole functions; most are left as they are.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Fate(Enum):
    """What became of a suggestion, and how many of a hundred meet with it."""

    UNCHANGED = 60
    LIGHTLY_EDITED = 20
    HEAVILY_EDITED = 12
    GONE = 8


SIZES = ((1, 1, 45), (2, 5, 30), (6, 15, 17), (16, 40, 8))
"""At least and at most so many lines, and how many of a hundred suggestions have them."""

FILES = (("python", 50), ("typescript", 25), ("go", 15), ("java", 10))
"""Languages, and how many of a hundred suggestions are written in them."""

LONG = ("python", "typescript", "go", "java", "rust", "c")
"""Languages in which texts of a hundred lines are compared."""

_NAMES = (
    *("order", "user", "item", "total", "index", "result", "config"),
    *("session", "buffer", "limit", "record", "value", "entry"),
)
_VERBS = ("load", "parse", "compute", "find", "update", "write", "merge", "select", "encode")

_STATEMENTS = {
    "python": (
        "{a}_{b} = {v}_{a}({b}, limit={n})",
        'if {a}.{b} is None or {a}.{c} > {n}:\n    raise ValueError(f"no {a}: {{{b}!r}}")',
        "for {c}, {a} in enumerate({b}.items()):\n    {v}_{a}[{c}] += {a}.{b} * {n}",
        "{a} = [{v}({c}, {n}) for {c} in {b}.{a}s if {c}.{b}]",
        'logger.info("{v} %s of %d", {a}, len({b}))  # {c}',
        'return {{"{a}": {b}.{c}, "{b}": {n}, "{c}": {v}_{c}(self._{a})}}',
        "# {v} every {a} that has no {b} of its own",
        "{a} = {b}",
        "try:\n    {v}({a})\nexcept KeyError:\n    pass",
        'def {v}_{a}(self, {b}: int) -> None:\n    """{v} the {a} of all {b}s."""\n',
        "self.{a} = {n}\n",
        "if not {a}:\n    return None\n",
    ),
    "typescript": (
        "const {a}{n} = await this.{v}({b}, {{ limit: {n}, {c}: true }});",
        "if (!{a} || {a}.{b} > {n}) {{\n  throw new Error(`no {a}: ${{{b}}}`);\n}}",
        "for (const [{c}, {a}] of Object.entries({b})) {{\n  {v}[{c}] = {a}.{b} * {n};\n}}",
        "const {v}ed = {b}.filter(({c}) => {c}.{a} !== {n}).map(({c}) => {c}.{b});",
        "this.{a}.{v}('{b}', {n}); // {c}",
        "return {{ {a}: {b}.{c}, {b}: {n}, {c}: this.{v}({c}) }};",
        "// {v} every {a} that has no {b} of its own",
        "{a} = {b};",
        "try {{\n  {v}({a});\n}} catch {{\n  // no {b}\n}}",
        "}} else {{",
        "this.{a} = {n};\n",
        "if (!{a}) {{\n  return;\n}}\n",
    ),
    "go": (
        "{a}, err := s.{v}(ctx, {b}, {n})",
        'if err != nil || {a}.{b} > {n} {{\n\treturn nil, fmt.Errorf("no {a}: %w", err)\n}}',
        "for {c}, {a} := range {b} {{\n\t{v}[{c}] += {a}.{b} * {n}\n}}",
        'log.Printf("{v} %v of %d", {a}, len({b})) // {c}',
        "{b} = append({b}, {v}({a}, {n}))",
        "// {v} every {a} that has no {b} of its own",
        "{a} = {b}\n",
        "if err != nil {{\n\treturn err\n}}\n",
    ),
    "java": (
        "final var {a}{n} = this.{v}({b}, {n});",
        'if ({a} == null || {a}.{b}() > {n}) {{\n    throw new Missing("no {a}: " + {b});\n}}',
        "for (var {a} : {b}.values()) {{\n    {c} += {a}.{v}() * {n};\n}}",
        'logger.info("{v} {{}} of {{}}", {a}, {b}.size()); // {c}',
        "{a}.put({b}.{c}(), new {v}({n}, {c}));",
        "// {v} every {a} that has no {b} of its own",
        "{a} = {b};\n",
        "if ({a}) {{\n    return;\n}}\n",
        "@Override\npublic void {v}() {{\n    {a} = {n};\n}}\n",
    ),
    "rust": (
        "let {a}_{b} = self.{v}({b}, {n})?;",
        'if {a}.{b} > {n} {{\n    return Err(Missing::new("no {a}", {b}));\n}}',
        "for ({c}, {a}) in {b}.iter().enumerate() {{\n    {v}[{c}] += {a}.{b} * {n};\n}}",
        "let {v}ed: Vec<_> = {b}.iter().filter(|{c}| {c}.{a} != {n}).collect();",
        'log::info!("{v} {{}} of {{}}", {a}, {b}.len()); // {c}',
        "/// {v} every {a} that has no {b} of its own",
        "{a} = {b};\n",
        "if {a} {{\n    return;\n}}\n",
        "match {a} {{\n    Some({b}) => {v}({b}),\n    None => {{}}\n}}\n",
    ),
    "c": (
        "int {a}_{b} = {v}({b}, {n});",
        'if ({a} == NULL || {a}->{b} > {n}) {{\n    fprintf(stderr, "no {a}: %d", {b});\n}}',
        "for (int {c} = 0; {c} < {n}; {c}++) {{\n    {b}[{c}] += {a}->{c} * {n};\n}}",
        "{a}->{b} = {v}(&{c}, sizeof({c}), {n}); /* {c} */",
        "/* {v} every {a} that has no {b} of its own */",
        "{a} = {b};\n",
        "if (!{a}) {{\n    return;\n}}\n",
        "static void {v}(int {b})\n{{\n    {a} = {n};\n}}\n",
    ),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A suggestion as it was accepted, and the text in its place at a reading."""

    language: str
    original: str
    text: str
    fate: Fate


def pairs(count: int, seed: int = 1) -> list[Pair]:
    """``count`` suggestions in the usual mixture of sizes, languages and fates."""
    chance = random.Random(seed)
    languages = [name for name, _ in FILES]
    shares = [share for _, share in FILES]
    fates = list(Fate)
    made = []
    for _ in range(count):
        least, most, _ = chance.choices(SIZES, [share for *_, share in SIZES])[0]
        language = chance.choices(languages, shares)[0]
        original = source(language, chance.randint(least, most), chance)
        fate = chance.choices(fates, [fate.value for fate in fates])[0]
        made.append(Pair(language, original, _AFTER[fate](language, original, chance), fate))
    return made


def long_pair(language: str, fate: Fate | None, lines: int = 100, seed: int = 1) -> Pair:
    """Two texts of ``lines`` lines; without a fate they have nothing to do with each other."""
    chance = random.Random(seed)
    original = source(language, lines, chance)
    if fate is None:
        return Pair(language, original, source(language, lines, chance), Fate.HEAVILY_EDITED)
    return Pair(language, original, _AFTER[fate](language, original, chance), fate)


def source(language: str, lines: int, chance: random.Random) -> str:
    """So many lines of code."""
    written: list[str] = []
    depth = 0
    while len(written) < lines:
        margin = "    " * depth
        statement = _statement(language, chance)
        written += [margin + line for line in statement.split("\n")]
        depth = chance.choice((0, 0, 1)) if written[-1].startswith(" " * 8) else 0
    return "\n".join(written[:lines])


def _statement(language: str, chance: random.Random) -> str:
    a, b, c = chance.sample(_NAMES, 3)
    form = chance.choice(_STATEMENTS[language])
    return form.format(a=a, b=b, c=c, v=chance.choice(_VERBS), n=chance.randrange(1000))


def _lightly(language: str, original: str, chance: random.Random) -> str:
    """One place changed: a name, a number, or a line more."""
    lines = original.split("\n")
    at = chance.randrange(len(lines))
    match chance.randrange(3):
        case 0:
            name = chance.choice(_NAMES)
            lines[at] = lines[at].replace(name, f"{name}_of_{chance.choice(_NAMES)}")
        case 1:
            lines[at] = f"{lines[at][:-1]}{chance.randrange(10)}{lines[at][-1:]}"
        case _:
            lines.insert(at, _statement(language, chance))
    return "\n".join(lines)


def _heavily(language: str, original: str, chance: random.Random) -> str:
    """Most lines changed, some gone, some new."""
    lines = []
    for line in original.split("\n"):
        match chance.randrange(4):
            case 0:
                lines.append(line)
            case 1:
                lines.append(_statement(language, chance))
            case 2:
                lines.append(line.replace(chance.choice(_NAMES), "other").replace(" = ", " += "))
            case _:
                pass
    return "\n".join(lines) or _statement(language, chance)


_AFTER: dict[Fate, Callable[[str, str, random.Random], str]] = {
    Fate.UNCHANGED: lambda _language, original, _chance: original,
    Fate.LIGHTLY_EDITED: _lightly,
    Fate.HEAVILY_EDITED: _heavily,
    Fate.GONE: lambda _language, _original, _chance: "",
}
