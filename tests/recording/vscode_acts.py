"""What is recorded in VS Code: scripts of acts, each with the origin of what it inserts.

The labels are those of ``tests/accuracy.py``.
"""

from __future__ import annotations

from tests.recording.vscode import VSCode

RESULT = "result = compute_total(items, tax_rate)"
GREET = ' greet(name):\n    message = "hi " + name\n    return message'

_ITEMS = """\
items = [1, 2, 3]


def first(items):
    return items[0]
"""


def typing(code: VSCode) -> None:
    """Everything that fingers do: all of it is typed but what a menu completes."""
    act, press = code.act, code.press
    press("Control+End")
    act("a line of keys", "typed", "tax_rate = 0.2")
    act("Enter", "typed", "\n")
    act("a definition with brackets that close themselves", "typed", "def compute(values, factor):")
    act("Enter and the indent that follows", "typed", "\n")
    act("a bracket that closes itself", "typed", "amount = sum(")
    act("inside the brackets", "typed", "values")
    act("over the closing bracket", "typed", ") * factor")
    act("quotes that close themselves", "typed", "\nname = 'basket'")
    act("a line below", "typed", lambda: press("Control+Enter"))
    act("typed in it", "typed", "return amount")
    act("a line above", "typed", lambda: press("Control+Shift+Enter"))
    act("letters beyond ASCII", "typed", "# naïve 漢字 😀 wörter")
    press("Control+End", "Enter", "Shift+Home", "Delete")
    act("an empty line", "typed", "\n")
    act("letters by an input method", "typed", lambda: code.page.keyboard.insert_text("漢字"))
    act("a comment is toggled", "typed", lambda: press("Control+Slash"))
    act("one more line", "typed", lambda: (press("Control+Enter"), code.editor.type("word")))
    press("Control+Shift+ArrowLeft")
    act("a word between brackets", "typed", "[")
    press("End")
    act("the start of a word", "typed", "\ncomp")
    act("the word completed from the menu", "menu", code.choose)
    act("typing goes on", "typed", "(tax_rate)")
    act("typing undone", "restored", lambda: press("Control+z"))
    act("typing redone", "restored", lambda: press("Control+y"))
    act("three lines", "typed", "\none = 1\ntwo = 2\nsix = 6")
    press("Home", "Shift+ArrowUp", "Shift+ArrowUp")
    act("lines shifted", "typed", lambda: press("Tab"))
    code.go(7)
    press("Control+ArrowRight", "Control+ArrowRight", "Control+Shift+ArrowLeft")
    press("Control+F2")
    act("every place of a word typed over", "typed", "calculate")
    press("Escape", "Escape")
    code.go(4)
    act("lines joined", "typed", lambda: code.command("Join Lines"))

    def replaced() -> None:
        press("Control+h", "Control+a")
        code.editor.type("factor")
        press("Tab", "Control+a")
        code.editor.type("multiplier")
        press("Control+Alt+Enter", "Escape")

    act("every place of a word replaced", "refactor", replaced)


def suggestions(code: VSCode) -> None:
    """What people do with suggestions of an extension."""
    act, press = code.act, code.press
    press("Control+End")
    act("the start of a suggestion", "typed", "res")
    code.wait_for_ghost(RESULT[3:])
    act("accepted whole", "suggestion", lambda: press("Tab"))
    act("an accept undone", "restored", lambda: press("Control+z"))
    act("an accept redone", "restored", lambda: press("Control+y"))
    act("the start of a long suggestion", "typed", "\ndef")
    code.wait_for_ghost(GREET[: GREET.index("\n")])
    act("accepted with its three lines", "suggestion", lambda: press("Tab"))
    press("ArrowUp", "End")
    act("typed inside it", "typed", "_more")
    act("typing undone", "restored", lambda: press("Control+z"))
    act("typing redone", "restored", lambda: press("Control+y"))
    press("Control+End")
    act("a line further", "typed", "\n")
    press("Shift+Home", "Delete")
    act("much of a suggestion typed", "typed", "result = comp")
    code.wait_for_ghost(RESULT[len("result = comp") :])
    act("the rest accepted", "suggestion", lambda: press("Tab"))
    act("the start of one that comes in parts", "typed", "\nres")
    code.wait_for_ghost(RESULT[3:])
    act("a word accepted", "suggestion", lambda: press("Control+ArrowRight"))
    code.wait_for_ghost(RESULT[len("result") :])
    act("the next word accepted", "suggestion", lambda: press("Control+ArrowRight"))
    act("the remainder accepted", "suggestion", lambda: press("Tab"))
    act("the start of one that the mouse takes", "typed", "\nres")
    code.wait_for_ghost(RESULT[3:])
    act("accepted by the mouse", "suggestion", code.accept_by_mouse)
    act("the start of one that is dismissed", "typed", "\nfor")
    code.wait_for_ghost(" item in items:")
    act("Escape from a suggestion", "typed", lambda: press("Escape"))
    act("typed as it was suggested", "typed", " item in items:")
    act("the start of one that is typed", "typed", "\nres")
    press("Shift+Home", "Delete")
    act("typed to the end of a suggestion", "typed", "res" + "ult = compute_total")
    code.go(6)
    act("an accepted line moved down", "moved", lambda: press("Alt+ArrowDown"))
    act("an accepted line copied", "copied", lambda: code.command("Copy Line Down"))


def clipboard(code: VSCode) -> None:
    """Text that comes from elsewhere, and text that changes its place."""
    act, press = code.act, code.press
    press("Control+End")
    act("a line of keys", "typed", "value = ")
    code.copied("price * (1 + rate)")
    act("text from elsewhere", "paste", lambda: press("Control+v"))
    act("a line further", "typed", "\n")
    code.copied("for name in names:\n    print(name)\n    names.remove(name)\n")
    act("lines from elsewhere", "paste", lambda: press("Control+v"))
    act("another line of keys", "typed", "name = ")
    code.copied("identifier")
    act("one word from elsewhere", "paste", lambda: press("Control+v"))
    act("a typed line", "typed", "\nkeys_of_mine = 'typed'")
    act("the end of that line", "typed", "\n")
    press("ArrowUp")
    act("a typed line moved up", "moved", lambda: press("Alt+ArrowUp"))
    act("a typed line moved down", "moved", lambda: press("Alt+ArrowDown"))
    code.go(7)
    act("a line that was pasted moved up", "moved", lambda: press("Alt+ArrowUp"))
    act("a line doubled", "copied", lambda: code.command("Copy Line Down"))
    code.go(1)

    def moved() -> None:
        press("Control+x")
        code.go(4)
        press("Control+v")

    act("a line cut and pasted", "moved", moved)

    def copied() -> None:
        press("Control+c")
        code.go(1)
        press("Control+v")

    act("a line copied and pasted elsewhere", "copied", copied)
    press("Control+End")

    def word() -> None:
        press("ArrowUp", "Home", "Control+Shift+ArrowRight", "Control+c")
        press("Control+End", "Control+v")

    act("a word copied and pasted", "copied", word)
    act("the end of its line", "typed", "\n")
    press("Control+a")
    act("all lines sorted", "moved", lambda: code.command("Sort Lines Ascending"))
    press("Control+End")
    act("a line at the end", "typed", "mark")
    act("more of them", "typed", "\nmark\nmark")
    press("Control+Shift+ArrowLeft", "Control+F2")
    code.copied("inserted()")
    act("pasted in three places at once", "paste", lambda: press("Control+v"))


def json_tools(code: VSCode) -> None:
    """The built-in formatter, snippets and what comes from the disk."""
    act, press = code.act, code.press
    act("the file formatted", "format", lambda: code.command("Format Document"))
    code.go(2)
    act(
        "a line typed",
        "typed",
        lambda: (press("Control+Shift+Enter"), code.editor.type('"a":[1,2],')),
    )
    act("the file formatted again", "format", lambda: code.command("Format Document"))
    act("formatting undone", "restored", lambda: press("Control+z"))
    act("formatting redone", "restored", lambda: press("Control+y"))

    def from_elsewhere() -> None:
        text = code.file.read_text(encoding="utf-8")
        code.file.write_text(text.replace("{", '{\n    "branch": "main",', 1), encoding="utf-8")
        code.page.wait_for_timeout(3000)

    act("reloaded after another process wrote", "external", from_elsewhere)

    def reverted() -> None:
        code.go(2)
        press("Control+Shift+k")
        code.command("Revert File")

    act("a line deleted, and the file reverted", "restored", reverted)
    press("Control+End")
    act("typed after that", "typed", "\n")


def typescript(code: VSCode) -> None:
    """A language server's rename, formatter, menu and quick fixes, and built-in snippets."""
    act, press = code.act, code.press
    press("Control+End")
    act("badly formatted code", "typed", "const  doubled=first( [ 2,3 ] )*2;")
    act("the file formatted", "format", lambda: code.command("Format Document"))
    code.go(1)
    press("Control+ArrowRight", "Control+ArrowRight")

    def renamed() -> None:
        press("F2")
        code.page.wait_for_selector(".rename-box input")
        press("Control+a")
        code.editor.type("opening")
        press("Enter")
        code.page.wait_for_timeout(1500)

    act("a symbol renamed", "refactor", renamed)
    press("Control+End")
    act("the start of a member", "typed", "\ndoubled.toFix")
    act("the member chosen from the menu", "menu", code.choose)
    act("typing goes on", "typed", "(2);\n")

    def snippet() -> None:
        code.editor.run_command("Snippets: Insert Snippet")
        code.page.wait_for_timeout(1500)
        code.editor.type("forof")
        code.page.wait_for_timeout(700)
        press("Enter")
        code.page.wait_for_timeout(700)

    act("a snippet expanded", "snippet", snippet)
    act("its first stop typed", "typed", "entry")
    press("Tab")
    act("its second stop typed", "typed", "basket")
    press("Tab")
    act("its last stop typed", "typed", "use(entry);")
    press("ArrowLeft", "ArrowLeft", "Control+ArrowLeft", "Control+ArrowLeft")

    def mended() -> None:
        press("Control+Period")
        code.page.wait_for_selector(".action-widget .monaco-list-row")
        press("Enter")
        code.page.wait_for_timeout(1000)

    act("a quick fix taken", "refactor", mended)


SCRIPTS = {
    "typing": (typing, "basket.py", _ITEMS),
    "suggestions": (suggestions, "basket.py", _ITEMS),
    "clipboard": (clipboard, "basket.py", _ITEMS),
    "json": (json_tools, "basket.json", '{"items":[1,2,3],\n"rate":0.2,"names":{"first":"a"}}\n'),
    "typescript": (
        typescript,
        "basket.ts",
        "function first(items: number[]): number {\n  return items[0];\n}\n\n",
    ),
}
"""Each script with the file that it starts from."""
