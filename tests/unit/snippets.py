"""A few lines of every language that is parsed, as people write them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Snippet:
    """``text`` and the same code otherwise laid out; ``name`` is a name in it, if any is one."""

    text: str
    reformatted: str
    name: str | None = None


_TYPESCRIPT = Snippet(
    'import { sum } from "./sum.js";\n'
    "interface Item { price: number }\n"
    "class Cart {\n"
    "  #seen = 0;\n"
    "  // sums up\n"
    "  total(items: Item[]): number { return sum(items.map((item) => item.price)); }\n"
    "}\n"
    "function* each({ items, rest: r }: Bag) {\n"
    "  outer: for (const i of items) { yield { i, r }; break outer; }\n"
    "}\n"
    "const f = function () { return 1; }, g = function* () {};\n"
    "function empty() {}\n",
    'import {sum} from "./sum.js";\n'
    "interface Item {\n    price: number\n}\n"
    "class Cart\n{\n"
    "    #seen = 0;\n"
    "    // sums up\n"
    "    total(items : Item[]) : number {\n"
    "        return sum( items.map( (item) => item.price ) );\n"
    "    }\n"
    "}\n"
    "function* each({items, rest: r}: Bag) {\n"
    "    outer: for (const i of items) { yield {i, r}; break outer; }\n"
    "}\n"
    "const f = function() { return 1; }, g = function*() {};\n"
    "function empty() { }\n",
    "items",
)

SNIPPETS: dict[str, Snippet] = {
    "python": Snippet(
        "from __future__ import annotations\n"
        "import os\n"
        "from sys import path\n\n"
        "def total(items):\n"
        "    # sums up\n"
        "    return sum(map(lambda item: item.price, items))\n",
        "from __future__ import annotations\n"
        "import os\n"
        "from sys import path\n\n"
        "def total( items ):\n"
        "    # sums up\n"
        "    return sum(\n        map(lambda item: item.price, items)\n    )\n",
        "items",
    ),
    "javascript": Snippet(
        'import { sum } from "./sum.js";\n'
        "class Cart {\n"
        "  #seen = 0;\n"
        "  // sums up\n"
        "  total(items) { this.#seen += 1; return sum(items.map((item) => item.price)); }\n"
        "}\n"
        "function* each({ items, rest: r }) {\n"
        "  outer: for (const i of items) { yield { i, r }; break outer; }\n"
        "}\n"
        "const f = function () { return rest; }, g = function* () {};\n"
        "function empty() {}\n",
        'import {sum} from "./sum.js";\n'
        "class Cart\n{\n"
        "    #seen = 0;\n"
        "    // sums up\n"
        "    total(items) {\n"
        "        this.#seen += 1;\n"
        "        return sum( items.map( (item) => item.price ) );\n"
        "    }\n"
        "}\n"
        "function* each({items, rest: r}) {\n"
        "    outer: for (const i of items) { yield {i, r}; break outer; }\n"
        "}\n"
        "const f = function() { return rest; }, g = function*() {};\n"
        "function empty() { }\n",
        "items",
    ),
    "typescript": _TYPESCRIPT,
    "typescriptreact": Snippet(
        _TYPESCRIPT.text + "const List = ({ items }: Bag) =>\n"
        "  <ul>{items.map((item) => <Row key={item.id} />)}</ul>;\n",
        _TYPESCRIPT.reformatted + "const List = ({items}: Bag) =>\n"
        "    <ul>{ items.map((item) => <Row key={item.id}/>) }</ul>;\n",
        "items",
    ),
    "java": Snippet(
        "package shop;\n"
        "import java.util.List;\n"
        "/* A cart. */\n"
        "record Cart(List<Item> items) {\n"
        "  Cart { if (items == null) throw new Error(); }\n"
        "  Cart(int n) { this(List.of()); }\n"
        "  // sums up\n"
        "  int total() { return items.stream().mapToInt(item -> item.price()).sum(); }\n"
        "}\n",
        "package shop;\n"
        "import java.util.List;\n"
        "/* A cart. */\n"
        "record Cart( List<Item> items )\n{\n"
        "    Cart {\n        if (items == null)\n            throw new Error();\n    }\n"
        "    Cart(int n) {\n        this(List.of());\n    }\n"
        "    // sums up\n"
        "    int total() {\n"
        "        return items.stream()\n            .mapToInt(item -> item.price()).sum();\n"
        "    }\n"
        "}\n",
        "items",
    ),
    "kotlin": Snippet(
        "package shop\n\n"
        "import kotlin.math.max\n\n"
        "/* A cart. */\n"
        "class Cart(val items: List<Item>) {\n"
        "    constructor(item: Item) : this(listOf(item)) { println(item) }\n"
        "    // sums up\n"
        "    fun total(): Int = items.sumOf { it.price }\n"
        "    val twice = fun(n: Int): Int { return n * 2 }\n"
        "}\n",
        "package shop\n\n"
        "import kotlin.math.max\n\n"
        "/* A cart. */\n"
        "class Cart( val items : List<Item> ) {\n"
        "  constructor(item: Item) : this(listOf(item)) {\n    println(item)\n  }\n"
        "  // sums up\n"
        "  fun total() : Int = items.sumOf {it.price}\n"
        "  val twice = fun(n: Int): Int {\n    return n*2\n  }\n"
        "}\n",
        "items",
    ),
    "c": Snippet(
        "#include <stdio.h>\n"
        "typedef struct { int price; } Item;\n"
        "/* sums up */\n"
        "int total(Item *items, int n) {\n"
        "  int sum = 0;\n"
        "  for (int i = 0; i < n; i++) { if (!n) goto out; sum += items[i].price; }\n"
        "out:\n"
        "  return sum;\n"
        "}\n",
        "#include <stdio.h>\n"
        "typedef struct {\n    int price;\n} Item;\n"
        "/* sums up */\n"
        "int total(Item* items, int n)\n{\n"
        "    int sum = 0;\n"
        "    for (int i = 0; i < n; i++) {\n"
        "        if (!n)\n            goto out;\n"
        "        sum += items[i].price;\n"
        "    }\n"
        "out:\n"
        "    return sum;\n"
        "}\n",
        "items",
    ),
    "cpp": Snippet(
        "#include <vector>\n"
        "namespace shop {\n"
        "struct Item { int price; };\n"
        "// sums up\n"
        "int total(const std::vector<Item>& items) {\n"
        "  int sum = 0;\n"
        "  auto add = [&](const Item& item) { sum += item.price; };\n"
        "  for (auto& item : items) { if (sum > 9) goto out; add(item); }\n"
        "out:\n"
        "  return sum;\n"
        "}\n"
        "}\n",
        "#include <vector>\n"
        "namespace shop\n{\n"
        "struct Item\n{\n    int price;\n};\n"
        "// sums up\n"
        "int total(const std::vector<Item> &items)\n{\n"
        "    int sum = 0;\n"
        "    auto add = [&](const Item &item) { sum += item.price; };\n"
        "    for (auto &item : items)\n    {\n"
        "        if (sum > 9) goto out;\n        add(item);\n    }\n"
        "out:\n"
        "    return sum;\n"
        "}\n"
        "}\n",
        "items",
    ),
    "csharp": Snippet(
        "extern alias Old;\n"
        "using System.Linq;\n"
        "class Cart {\n"
        "  public Cart(Item[] items) { this.items = items; }\n"
        "  ~Cart() { Close(); }\n"
        "  // sums up\n"
        "  int Total() {\n"
        "    int Twice(int n) { return n * 2; }\n"
        "    return Twice(items.Sum(i => i.Price));\n"
        "  }\n"
        "  public static Cart operator +(Cart a, Cart b) { return a; }\n"
        "  public static implicit operator int(Cart a) { return a.Total(); }\n"
        "  Action done = delegate () { Close(); };\n"
        "}\n",
        "extern alias Old;\n"
        "using System.Linq;\n"
        "class Cart\n{\n"
        "    public Cart(Item[] items)\n    {\n        this.items = items;\n    }\n"
        "    ~Cart()\n    {\n        Close();\n    }\n"
        "    // sums up\n"
        "    int Total()\n    {\n"
        "        int Twice(int n) { return n*2; }\n"
        "        return Twice(items.Sum(i => i.Price));\n    }\n"
        "    public static Cart operator + (Cart a, Cart b) { return a; }\n"
        "    public static implicit operator int (Cart a) { return a.Total(); }\n"
        "    Action done = delegate() { Close(); };\n"
        "}\n",
        "items",
    ),
    "go": Snippet(
        "package shop\n\n"
        'import "fmt"\n\n'
        "type Cart struct{ items []Item }\n\n"
        "// sums up\n"
        "func (c *Cart) Total() (sum int) {\n"
        "outer:\n"
        "\tfor _, item := range c.items {\n"
        "\t\tadd := func(n int) { sum += n }\n"
        "\t\tadd(item.price)\n"
        "\t\tbreak outer\n"
        "\t}\n"
        "\treturn sum\n"
        "}\n\n"
        "func show(n http.Header) { fmt.Println(n) }\n",
        "package shop\n\n"
        'import "fmt"\n\n'
        "type Cart struct { items []Item }\n\n"
        "// sums up\n"
        "func (c * Cart) Total() (sum int) {\n"
        "outer:\n"
        "  for _, item := range c.items {\n"
        "    add := func( n int ) { sum += n }\n"
        "    add( item.price )\n"
        "    break outer\n"
        "  }\n"
        "  return sum\n"
        "}\n\n"
        "func show( n http.Header ) { fmt.Println( n ) }\n",
        "items",
    ),
    "rust": Snippet(
        "extern crate core;\n"
        "use std::fmt;\n"
        "/* A cart. */\n"
        "struct Cart { items: Vec<Item> }\n"
        "macro_rules! twice { ($n:expr) => { $n * 2 }; }\n"
        "// sums up\n"
        "fn total(items: Vec<Item>) -> Cart {\n"
        "    let sum: i32 = items.iter().map(|item| item.price).sum();\n"
        '    println!("{}", sum);\n'
        "    let Cart { open } = Cart { items };\n"
        "    open\n"
        "}\n",
        "extern crate core;\n"
        "use std::fmt;\n"
        "/* A cart. */\n"
        "struct Cart {\n    items : Vec<Item>\n}\n"
        "macro_rules! twice { ($n:expr) => { $n * 2 }; }\n"
        "// sums up\n"
        "fn total(items : Vec<Item>) -> Cart\n{\n"
        "    let sum : i32 = items\n        .iter().map(|item| item.price)\n        .sum();\n"
        '    println!("{}", sum);\n'
        "    let Cart {open} = Cart {items};\n"
        "    open\n"
        "}\n",
        "items",
    ),
    "ruby": Snippet(
        "require 'set'\n"
        "# A cart.\n"
        "class Cart\n"
        "  def initialize(items)\n"
        "    @items = items\n"
        "    @@seen = $seen\n"
        "  end\n"
        "  def self.empty() new([]) end\n"
        "  def total(extra) extra + @items.map(&->(item) { item.price }).sum end\n"
        "end\n",
        "require 'set'\n"
        "# A cart.\n"
        "class Cart\n"
        "    def initialize( items )\n"
        "        @items = items\n"
        "        @@seen = $seen\n"
        "    end\n"
        "    def self.empty()\n        new([])\n    end\n"
        "    def total( extra )\n"
        "        extra + @items.map(&->(item) { item.price }).sum\n"
        "    end\n"
        "end\n",
        "extra",
    ),
    "php": Snippet(
        "use Shop\\Item;\n"
        "include 'a.php'; include_once 'b.php';\n"
        "require 'c.php'; require_once 'd.php';\n"
        "class Cart {\n"
        "  // sums up\n"
        "  function total($items) {\n"
        "    return array_sum(array_map(fn($item) => $item->price, $items));\n"
        "  }\n"
        "}\n"
        "function show($n) { return (function () use ($n) { echo $n; })(); }\n",
        "use Shop\\Item;\n"
        "include 'a.php';\ninclude_once 'b.php';\n"
        "require 'c.php';\nrequire_once 'd.php';\n"
        "class Cart\n{\n"
        "    // sums up\n"
        "    function total( $items )\n    {\n"
        "        return array_sum(\n            array_map(fn( $item ) => $item->price, $items)\n"
        "        );\n    }\n"
        "}\n"
        "function show( $n ) {\n    return (function() use ($n) { echo $n; })();\n}\n",
        "items",
    ),
    "swift": Snippet(
        "import Foundation\n"
        "/* A cart. */\n"
        "class Cart {\n"
        "    let items: [Item]\n"
        "    init(items: [Item]) { self.items = items }\n"
        "    deinit { close() }\n"
        "    // sums up\n"
        "    func total() -> Int { return items.map { $0.price }.reduce(0) { a, b in a + b } }\n"
        "}\n",
        "import Foundation\n"
        "/* A cart. */\n"
        "class Cart {\n"
        "  let items : [Item]\n"
        "  init(items: [Item]) {\n    self.items = items\n  }\n"
        "  deinit {\n    close()\n  }\n"
        "  // sums up\n"
        "  func total() -> Int {\n"
        "    return items.map {$0.price}.reduce(0) {a, b in a + b}\n"
        "  }\n"
        "}\n",
        "items",
    ),
    "scala": Snippet(
        "package shop\n\n"
        "import scala.math.max\n\n"
        "/* A cart. */\n"
        "class Cart(items: List[Item]) {\n"
        "  // sums up\n"
        "  def total(extra: Int): Int = { extra + items.map(item => item.price).sum }\n"
        "}\n",
        "package shop\n\n"
        "import scala.math.max\n\n"
        "/* A cart. */\n"
        "class Cart( items : List[Item] ) {\n"
        "    // sums up\n"
        "    def total( extra : Int ) : Int = {\n"
        "        extra + items.map( item => item.price ).sum\n"
        "    }\n"
        "}\n",
        "items",
    ),
    "shellscript": Snippet(
        "source ./lib.sh\n"
        "# sums up\n"
        'total() { local sum=0; for item in "$@"; do sum=$((sum + item)); done; echo "$sum"; }\n',
        "source ./lib.sh\n"
        "# sums up\n"
        "total() {\n"
        "  local sum=0;\n"
        '  for item in "$@"; do\n    sum=$((sum + item));\n  done;\n'
        '  echo "$sum";\n'
        "}\n",
        "sum",
    ),
    "lua": Snippet(
        'local fmt = require("fmt")\n'
        "-- sums up\n"
        "function total(items)\n"
        "  local sum = 0\n"
        "  each(items, function(item) sum = sum + item.price end)\n"
        "  return sum\n"
        "end\n",
        'local fmt = require( "fmt" )\n'
        "-- sums up\n"
        "function total( items )\n"
        "    local sum = 0\n"
        "    each( items, function( item )\n        sum = sum + item.price\n    end )\n"
        "    return sum\n"
        "end\n",
        "items",
    ),
    "html": Snippet(
        '<!-- a cart --><ul class="cart"><li>one</li><li>two &amp; three</li></ul>\n',
        '<!-- a cart -->\n<ul class="cart">\n  <li>one</li>\n  <li>two &amp; three</li>\n</ul>\n',
    ),
    "css": Snippet(
        '@import "base.css";\n'
        "/* colours */\n"
        ".cart, #cart { color: red; animation: pulse 1s; }\n"
        "@keyframes pulse { from { opacity: 0; } to { opacity: 1; } }\n",
        '@import "base.css";\n'
        "/* colours */\n"
        ".cart,\n#cart {\n  color: red;\n  animation: pulse 1s;\n}\n"
        "@keyframes pulse {\n  from { opacity: 0; }\n  to { opacity: 1; }\n}\n",
        "cart",
    ),
    "json": Snippet(
        '// a cart\n{"items": [{"price": 1}, {"price": 2.5}], "open": true}\n',
        '// a cart\n{\n  "items": [\n    { "price": 1 },\n    { "price": 2.5 }\n  ],\n'
        '  "open": true\n}\n',
    ),
    "yaml": Snippet(
        "# a cart\nitems: &first\n  - price: 1\n  - price: 2.5\nseen: *first\n",
        "# a cart\nitems:  &first\n    -  price: 1\n    -  price: 2.5\nseen:  *first\n",
        "first",
    ),
}
"""By the first LSP id of each language."""
