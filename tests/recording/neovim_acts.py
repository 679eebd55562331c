"""What is recorded in Neovim: scripts of acts, each with the origin of what it inserts.

The labels are those of ``tests/accuracy.py``. A plugin of the practice kind tells Tenure of its
suggestions; of anything else Neovim says nothing.
"""

from __future__ import annotations

from tests.recording.neovim import Neovim

RESULT = "result = compute_total(items, tax_rate)"
TOTALS = "total = sum(item.price for item in items)"

# As a plugin does that can take a part: the text first, then the report.
_TELL = """
local state, text, from, length = ...
local client = vim.lsp.get_clients({ name = "tenure" })[1]
local row, column = unpack(vim.api.nvim_win_get_cursor(0))
client:notify("tenure/suggestion", {
  textDocument = {
    uri = vim.uri_from_bufnr(0),
    version = vim.lsp.util.buf_versions[vim.fn.bufnr()],
  },
  state = state, kind = "inline", text = text, id = "known-to-the-recorder",
  evidence = "exact", adapter = "neovim.recorder", acceptedLength = length,
  range = {
    start = { line = row - 1, character = from },
    ["end"] = { line = row - 1, character = column },
  },
})
"""

_ITEMS = """\
items = [1, 2, 3]


def first(items):
    return items[0]
"""


def typing(neovim: Neovim) -> None:
    """Everything that fingers do: all of it is typed but what a menu completes."""
    act = neovim.act
    act("a line of keys", "typed", "Go<Esc>otax_rate = 0.2<Esc>")
    act("a definition", "typed", "odef compute(values, factor):")
    act("Enter and the indent that follows", "typed", "<CR>")
    act("a line in it", "typed", "amount = values[0] * factor")
    act("Enter in the middle of a line", "typed", "<Esc>0f*i<CR><Esc>")
    act("the line put together again", "typed", "kJ")
    act("O above a line", "typed", "Ocount = len(values)<Esc>")
    act("letters beyond ASCII", "typed", "o# naïve 漢字 😀 wörter<Esc>")
    neovim.nvim.command("inoremap ( ()<Left>")
    act("a bracket that closes itself", "typed", "oprint(")
    act("inside the brackets", "typed", "amount, count<Esc>")
    neovim.nvim.command("iunmap (")
    act("a macro is recorded", "typed", "oword = 'one',<Esc>qaA  # noted<Esc>q")
    act("the macro is run", "typed", "o<C-u>another = 2<Esc>@a")
    act("a change is repeated with the dot", "typed", "A + offset<Esc>k.")
    act("a number is counted up", "typed", "ostep = 9<Esc>3<C-a>")
    act(
        "typing in three lines at once", "typed", "Go<Esc>oone<CR>two<CR>six<Esc>2k0<C-v>2jIx_<Esc>"
    )
    act("a comment is toggled", "typed", "Gogreeting = 1<Esc>gcc")
    act("the start of a word", "typed", "ocomp")
    act("the word completed from the menu", "menu", "<C-n>")
    act("typing goes on", "typed", "(tax_rate)<Esc>")
    act("a word between brackets", "typed", "0yiwciw[<C-r>0]<Esc>")
    act("every place of a word replaced", "refactor", ":%s/factor/multiplier/g<CR>")
    act("a line typed over another", "typed", "Go12345678<Esc>0Rabcd<Esc>")
    act("a line deleted", "typed", "dd")
    act("the same line typed anew", "typed", "o12345678<Esc>0Rabcd<Esc>")


def suggestions(neovim: Neovim) -> None:
    """What people do with suggestions that a plugin shows and tells of."""
    act = neovim.act
    act("the start of a suggestion", "typed", "Go<Esc>ores")
    neovim.wait_for_ghost(RESULT[3:])
    act("accepted whole", "suggestion", "<Tab>")
    act("an accept undone", "restored", "<Esc>u")
    act("an accept redone", "restored", "<C-r>")
    act("the start of a long suggestion", "typed", "odef")
    neovim.wait_for_ghost(" greet(name):")
    act("accepted with its three lines", "suggestion", "<Tab>")
    act("a word typed inside it", "typed", '<Esc>k0f"a oh,<Esc>')
    act("typing undone", "restored", "u")
    act("typing redone", "restored", "<C-r>")
    act("much of a suggestion typed", "typed", "Go<Esc>oresult = comp")
    neovim.wait_for_ghost(RESULT[len("result = comp") :])
    act("the rest accepted", "suggestion", "<Tab>")
    act("the start of one that is dismissed", "typed", "<Esc>ofor")
    neovim.wait_for_ghost(" item in items:")
    act("Escape from a suggestion", "typed", "<C-e>")
    act("typed as it was suggested", "typed", " item in items:<CR>")
    act("typed to the end of a suggestion", "typed", "<C-u>res")
    neovim.wait_for_ghost(RESULT[3:])
    act("the end of it", "typed", RESULT[3:] + "<Esc>")
    act("the start of a suggestion of another plugin", "typed", "Go<Esc>otot")

    def put(text: str) -> None:
        row, column = neovim.nvim.current.window.cursor
        neovim.nvim.api.buf_set_text(0, row - 1, column, row - 1, column, [text])
        neovim.nvim.current.window.cursor = (row, column + len(text))

    def part(end: int) -> None:
        column = neovim.nvim.current.window.cursor[1]
        put(TOTALS[column:end])
        state = "accepted" if end == len(TOTALS) else "partlyAccepted"
        neovim.nvim.exec_lua(_TELL, state, TOTALS, 0, end)

    neovim.nvim.exec_lua(_TELL, "shown", TOTALS, 0, None)
    act("the next word accepted", "suggestion", lambda: part(len("total =")))
    act("another word accepted", "suggestion", lambda: part(len("total = sum")))
    act("the remainder accepted", "suggestion", lambda: part(len(TOTALS)))
    act("the start of one whose accept nobody tells", "typed", "<Esc>otot")
    neovim.nvim.exec_lua(_TELL, "shown", TOTALS, 0, None)
    act("accepted and not told", "suggestion", lambda: put(TOTALS[3:]))
    act("the start of one of which nothing is told", "typed", "<Esc>otot")
    act("neither shown nor accepted is told", "suggestion", lambda: put(TOTALS[3:] + " or 0"))
    act("an accepted line moved to the end", "moved", "<Esc>:g/price for item in items)$/m$<CR>")
    act("an accepted line copied", "copied", ":5<CR>:/return message/t$<CR>")


def clipboard(neovim: Neovim) -> None:
    """Text that comes from elsewhere, and text that changes its place."""
    act = neovim.act
    words = "price * (1 + rate)"
    lines = "for name in names:\n    print(name)\n    names.remove(name)\n"
    act("a line of keys", "typed", "Go<Esc>ovalue = ")
    neovim.nvim.funcs.setreg("a", words)
    act("text from elsewhere put in while typing", "paste", "<C-r>a<Esc>")
    neovim.nvim.funcs.setreg("a", "one + two")
    act("another line of keys", "typed", "osum = <Esc>")
    act("a second text from elsewhere", "paste", '"ap')
    neovim.nvim.funcs.setreg("b", lines, "V")
    act("lines from elsewhere", "paste", '"bp')
    pasted = "def pasted(value):\n    return value * 2\n"
    act("an empty line", "typed", "Go<C-u>")
    act("a terminal's paste", "paste", lambda: neovim.nvim.api.paste(pasted, True, -1))
    neovim.nvim.funcs.setreg("c", "identifier")
    act("a third line of keys", "typed", "<Esc>Goname = <Esc>")
    act("one word from elsewhere", "paste", '"cp')
    act("a typed line", "typed", "okeys_of_mine = 'typed'<Esc>")
    act("a typed line moved up", "moved", ":m-3<CR>")
    act("a typed line moved down", "moved", ":m+1<CR>")
    act("a line cut and pasted", "moved", "ddp")
    act("a line doubled", "copied", ":t.<CR>")
    act("a line copied and pasted elsewhere", "copied", "yyGp")
    act("an empty line below", "typed", "Go<Esc>")
    act("a word copied and pasted", "copied", "?typed<CR>yiwGp")
    act("a word cut and pasted", "moved", "?keys_of_mine<CR>diwGp")
    act("lines from elsewhere moved", "moved", ":g/names.remove/m$<CR>")
    act("lines that were there moved", "moved", ":3,5m$<CR>")
    act("all lines sorted", "moved", ":sort<CR>")
    act("a pasted line in every line of a block", "typed", "Go<Esc>oa<CR>b<CR>c<Esc>")
    neovim.nvim.funcs.setreg("d", "inserted()")
    act("pasted in three lines at once", "paste", '2k0<C-v>2j"dP')


def tools(neovim: Neovim) -> None:
    """What tools write on a person's behalf."""
    act = neovim.act
    act("an empty line", "typed", "Go<Esc>o")
    snippet = "for ${1:item} in ${2:collection}:\n\t$0"
    expand = lambda: neovim.nvim.exec_lua("vim.snippet.expand(...)", snippet)  # noqa: E731
    act("a snippet expanded", "snippet", expand)
    act("its first stop typed", "typed", "entry")
    jump = lambda: neovim.nvim.exec_lua("vim.snippet.jump(1)")  # noqa: E731
    jump()
    act("its second stop typed", "typed", "basket")
    jump()
    act("its last stop typed", "typed", "print(entry)")
    neovim.nvim.exec_lua("vim.snippet.stop()")
    act("badly indented code", "typed", "<Esc>:set paste<CR>Go<CR>if items:<CR>x = 1<CR>y = 2<Esc>")
    neovim.keys(":set nopaste<CR>")
    act("lines indented by the editor", "format", "Vk=")
    act("lines shifted", "typed", "Vk>")
    act("the whole file indented", "format", ":set shiftwidth=2<CR>gg=G")
    act("trailing blanks typed", "typed", "Gotrailing = [1,2,3]   <Esc>")
    act("lines through an outside program", "format", ":.!sed 's/,/, /g'<CR>")
    act("saved", "typed", ":w<CR>")
    end = "\n\ndef checked_out(branch):\n    return branch.name\n"

    def from_elsewhere() -> None:
        neovim.file.write_text(neovim.file.read_text() + end, encoding="utf-8")
        neovim.keys(":e!<CR>")

    act("reloaded after another process wrote", "external", from_elsewhere)
    act("a line deleted and not saved", "typed", "ggdd")
    act("what is on disk again", "restored", ":e!<CR>")
    act("typed after the reload", "typed", "Gofound = True<Esc>")

    def noticed() -> None:
        neovim.keys(":w<CR>:set autoread<CR>")
        neovim.file.write_text("# From another process.\n" + neovim.file.read_text())
        neovim.keys(":checktime<CR>")

    act("reloaded by itself", "external", noticed)


SCRIPTS = {
    "typing": (typing, "basket.py", _ITEMS),
    "suggestions": (suggestions, "basket.py", _ITEMS),
    "clipboard": (clipboard, "basket.py", _ITEMS),
    "tools": (tools, "basket.py", _ITEMS),
}
"""Each script with the file that it starts from."""
