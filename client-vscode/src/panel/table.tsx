// A table; a column whose head begins with # holds numbers, with ~ words that stay on one line.

import type { ComponentChild } from "preact";

interface Table {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly ComponentChild[])[];
}

const KINDS: Readonly<Record<string, string>> = { "#": "number", "~": "short" };

/** The first cell of a row is its head. */
export function Table({ caption, heads, rows }: Table) {
  const kinds = heads.map((head) => KINDS[head.charAt(0)]);
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {heads.map((head, at) => (
            <Head kind={kinds[at]} text={head.replace(/^[#~]/, "")} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {row.map((cell, at) =>
              at === 0 ? <th scope="row">{cell}</th> : <td class={kinds[at]}>{cell}</td>,
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Head({ kind, text }: { readonly kind: string | undefined; readonly text: string }) {
  // A column head without a word is no head for a screen reader.
  return text === "" ? (
    <td class={kind} />
  ) : (
    <th scope="col" class={kind}>
      {text}
    </th>
  );
}
