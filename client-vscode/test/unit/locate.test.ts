import assert from "node:assert/strict";
import { test } from "node:test";
import { answerOf, type Candidate, decide, isPython } from "../../src/server/locate.ts";

const nothing: Candidate = { place: "setting", path: undefined, isPython: false, answer: "no" };

test("the first place that works is used, and the reasons say why the others were not", () => {
  const decision = decide([
    nothing,
    { place: "bundled", path: "/extension/bundled/tenure", isPython: false, answer: "no" },
    { place: "PATH", path: "/usr/bin/tenure", isPython: false, answer: "yes" },
    { place: "selected Python", path: "/venv/bin/python", isPython: true, answer: "yes" },
  ]);

  assert.deepEqual(decision, {
    tenure: { command: "/usr/bin/tenure", args: [], environment: {} },
    isOpen: false,
    reasons: [
      "setting: nothing there",
      "bundled: /extension/bundled/tenure is no Tenure that runs",
      "PATH: /usr/bin/tenure is used",
    ],
  });
});

test("a program that runs and is another is no server", () => {
  assert.equal(answerOf({ well: true, late: false, output: "tenure 0.1.0" }), "yes");
  assert.equal(answerOf({ well: true, late: false, output: "ruff 0.15.0" }), "no");
  assert.equal(answerOf({ well: false, late: true, output: "" }), "late");
});

test("a Python runs Tenure as a module, and none from the folder that it runs in", () => {
  const { tenure } = decide([{ place: "selected Python", path: "/usr/bin/python3", isPython: true, answer: "yes" }]);

  assert.deepEqual(tenure, { command: "/usr/bin/python3", args: ["-P", "-m", "tenure"], environment: {} });
});

test("a Python without Tenure says how it gets it", () => {
  const { reasons } = decide([{ place: "selected Python", path: "/venv/bin/python", isPython: true, answer: "no" }]);

  assert.deepEqual(reasons, [
    "selected Python: /venv/bin/python has no Tenure; install it with `pip install tenure`",
  ]);
});

test("what was installed by a click runs with the source that the extension brings", () => {
  const environment = { PYTHONPATH: "/extension/bundled/python" };
  const { tenure } = decide([
    { place: "installed", path: "/storage/server/bin/python", isPython: true, answer: "yes", environment },
  ]);

  assert.deepEqual(tenure?.environment, environment);
});

test("a path that the user set is not replaced by another in silence", () => {
  const decision = decide([
    { place: "setting", path: "/wrong/tenure", isPython: false, answer: "no" },
    { place: "PATH", path: "/usr/bin/tenure", isPython: false, answer: "yes" },
  ]);

  assert.deepEqual(decision, { tenure: undefined, isOpen: false, reasons: ["setting: /wrong/tenure is no Tenure that runs"] });
});

test("what has not answered in time may be the server: no other is run, and it is asked again", () => {
  const decision = decide([
    nothing,
    { place: "bundled", path: "/extension/bundled/tenure", isPython: false, answer: "late" },
    { place: "PATH", path: "/usr/bin/tenure", isPython: false, answer: "yes" },
  ]);

  assert.deepEqual(decision, {
    tenure: undefined,
    isOpen: true,
    reasons: ["setting: nothing there", "bundled: /extension/bundled/tenure did not answer in time; it is asked again"],
  });
});

test("a Python is told from a server by its name", () => {
  const names = ["/usr/bin/python3.12", "C:\\Python\\python.exe", "/usr/bin/tenure", "/opt/pythonic"];

  assert.deepEqual(names.map(isPython), [true, true, false, false]);
});
