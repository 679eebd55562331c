import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { AS_TREE, ended, endTree } from "../../src/server/processes.ts";

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

test("a process is ended with those that it started", { skip: process.platform === "win32" }, async () => {
  // Both hold the pipe: it closes when neither is left.
  const script = `require("child_process").spawn(process.execPath, ["-e", "${FOR_EVER}"], { stdio: "inherit" });
    console.log("started"); ${FOR_EVER}`;
  const child = spawn(NODE, ["-e", script], { ...AS_TREE, stdio: ["ignore", "pipe", "ignore"] });
  await once(child.stdout, "data");
  endTree(child);

  await once(child, "close");
  assert.doesNotThrow(() => {
    endTree(child);
  });
});
