import assert from "node:assert/strict";
import { test } from "node:test";
import { ended, followed } from "../../src/server/processes.ts";

const NODE = process.execPath;
const FOR_EVER = "setInterval(() => undefined, 1e6)";
const HOUR = 3_600_000;

test("a process that ends says how, and what it printed", async () => {
  const script = "console.log(' said '); console.error(process.env.WORD); process.exitCode = Number(process.env.CODE)";
  const run = (CODE: string) => ended(NODE, ["-e", script], { timeout: HOUR, environment: { WORD: "why", CODE } });

  assert.deepEqual(await run("0"), { well: true, late: false, output: "said", problem: "why" });
  assert.deepEqual(await run("1"), { well: false, late: false, output: "said", problem: "why" });
});

test("what is not there has not run, and is not late", async () => {
  const { well, late } = await ended("/nowhere/tenure", [], { timeout: HOUR });

  assert.deepEqual({ well, late }, { well: false, late: false });
});

test("a process that takes too long is ended, and said nothing of itself", async () => {
  const { well, late } = await ended(NODE, ["-e", FOR_EVER], { timeout: 1 });

  assert.deepEqual({ well, late }, { well: false, late: true });
});

test("a process that nobody waits for any more is ended at once", async () => {
  const nobody = new AbortController();
  const running = ended(NODE, ["-e", FOR_EVER], { timeout: HOUR, signal: nobody.signal });
  nobody.abort();
  const { well, late } = await running;

  assert.deepEqual({ well, late }, { well: false, late: true });
});

test("every line that a process prints is told, and the last says what went wrong", async () => {
  const script = "process.stdout.write('first\\nsec'); process.stdout.write('ond\\n\\nthird'); process.exitCode = 3";
  const said: string[] = [];
  const problem = await followed(NODE, ["-e", script], (line) => said.push(line), new AbortController().signal);

  assert.deepEqual({ said, problem }, { said: ["first", "second", "third"], problem: "third" });
});

test("a process that ends well has no problem, and one that cannot start says its own", async () => {
  const { signal } = new AbortController();
  const quiet = () => undefined;

  assert.equal(await followed(NODE, ["-e", ""], quiet, signal), undefined);
  assert.equal(await followed(NODE, ["-e", "process.exitCode = 3"], quiet, signal), `${NODE} ended with 3`);
  assert.match((await followed("/nowhere/uv", [], quiet, signal)) ?? "", /ENOENT/);
});

test("a process that is not followed any more ends with those that it started", async () => {
  // Both hold the pipe: it is closed, and this ends, when neither is left.
  const script = `require("child_process").spawn(process.execPath, ["-e", "${FOR_EVER}"], { stdio: "inherit" });
    console.log("started"); ${FOR_EVER}`;
  const leaving = new AbortController();
  const started = () => {
    leaving.abort();
  };

  assert.equal(await followed(NODE, ["-e", script], started, leaving.signal), "started");
});
