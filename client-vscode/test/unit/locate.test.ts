import assert from "node:assert/strict";
import { test } from "node:test";
import { type Candidate, decide, isPython } from "../../src/server/locate.ts";

const nothing: Candidate = { place: "setting", path: undefined, isPython: false, works: false };

test("the first place that works is used, and the reasons say why the others were not", () => {
  const decision = decide([
    nothing,
    { place: "selected Python", path: "/venv/bin/python", isPython: true, works: false },
    { place: "PATH", path: "/usr/bin/tenure", isPython: false, works: true },
    { place: "bundled", path: "/extension/bundled/tenure", isPython: false, works: true },
  ]);

  assert.deepEqual(decision, {
    server: { command: "/usr/bin/tenure", args: ["serve"] },
    reasons: [
      "setting: nothing there",
      "selected Python: /venv/bin/python has no Tenure; install it with `pip install tenure`",
      "PATH: /usr/bin/tenure is used",
    ],
  });
});

test("a Python runs the server as a module", () => {
  const { server } = decide([{ place: "selected Python", path: "/usr/bin/python3", isPython: true, works: true }]);

  assert.deepEqual(server, { command: "/usr/bin/python3", args: ["-P", "-m", "tenure", "serve"] });
});

test("a path that the user set is not replaced by another in silence", () => {
  const decision = decide([
    { place: "setting", path: "/wrong/tenure", isPython: false, works: false },
    { place: "PATH", path: "/usr/bin/tenure", isPython: false, works: true },
  ]);

  assert.deepEqual(decision, { server: undefined, reasons: ["setting: /wrong/tenure does not run"] });
});

test("a Python is told from a server by its name", () => {
  const names = ["/usr/bin/python3.12", "C:\\Python\\python.exe", "/usr/bin/tenure", "/opt/pythonic"];

  assert.deepEqual(names.map(isPython), [true, true, false, false]);
});
