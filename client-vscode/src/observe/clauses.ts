// The editor's `when` clauses, of which some context keys are known and others are not.

/** What is known of context keys. A comparison (`config.editor.tabCompletion == 'on'`) is a key of its own. */
export type Known = Readonly<Record<string, boolean>>;

/** A clause read: whether it holds, as far as `known` says; undefined where that is open. */
export type Clause = (known: Known) => boolean | undefined;

const COMPARISON = String.raw`(?:==|!=|=~|<=|>=|<|>|not\s+in\b|in\b)`;
const OPERAND = String.raw`(?:'[^']*'|\/(?:\\.|[^/])+\/[a-z]*|[^\s()&|!=<>~']+)`;
const TOKEN = new RegExp(
  String.raw`\s*(\|\||&&|!(?!=)|[()]|${OPERAND}(?:\s*${COMPARISON}=?\s*${OPERAND})?)`,
  "y",
);

/**
 * Read a clause, "" being one that always holds.
 *
 * @throws SyntaxError where it is none.
 */
export function clause(text: string): Clause {
  if (text.trim() === "") return () => true;
  const tokens = tokensOf(text);
  const read = either(tokens);
  if (tokens.length > 0) throw new SyntaxError(`no when clause: ${text}`);
  return read;
}

/** The keys that a clause without || asks for, each with what it must be. */
export function literals(text: string): Known {
  return Object.fromEntries(
    text.split(/\s*&&\s*/).map((part) => [part.replace(/^!/, ""), !part.startsWith("!")]),
  );
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== "") {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new SyntaxError(`no when clause: ${text} (at ${from})`);
    tokens.push(token);
  }
  return tokens;
}

function either(tokens: string[]): Clause {
  const parts = [both(tokens)];
  while (tokens[0] === "||") {
    tokens.shift();
    parts.push(both(tokens));
  }
  return (known) => decided(parts, known, true);
}

function both(tokens: string[]): Clause {
  const parts = [single(tokens)];
  while (tokens[0] === "&&") {
    tokens.shift();
    parts.push(single(tokens));
  }
  return (known) => decided(parts, known, false);
}

/** One part that is `decisive` decides; all others must be known to say the contrary. */
function decided(parts: readonly Clause[], known: Known, decisive: boolean): boolean | undefined {
  const values = parts.map((part) => part(known));
  if (values.includes(decisive)) return decisive;
  return values.includes(undefined) ? undefined : !decisive;
}

function single(tokens: string[]): Clause {
  const token = tokens.shift();
  if (token === "!") {
    const negated = single(tokens);
    return (known) => {
      const value = negated(known);
      return value === undefined ? undefined : !value;
    };
  }
  if (token === "(") {
    const inner = either(tokens);
    if (tokens.shift() !== ")") throw new SyntaxError("a parenthesis is not closed");
    return inner;
  }
  if (token === undefined || /^(?:\|\||&&|\))$/.test(token)) {
    throw new SyntaxError(`a key is missing before ${token ?? "the end"}`);
  }
  if (token === "true" || token === "false") return () => token === "true";
  const key = token.replace(/\s+/g, " ");
  return (known) => known[key];
}
