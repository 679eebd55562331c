import assert from "node:assert/strict";
import { test } from "node:test";
import { plan, pythonOf } from "../../src/server/install.ts";
import { storeLife } from "../../src/server/storeLife.ts";

const FOLDER = "/storage/server";
const PYTHON = pythonOf(FOLDER);
const LOCK = "/extension/bundled/requirements.txt";

const commands = (uv?: string, python?: string) =>
  plan({ uv, python }, FOLDER, LOCK)?.map(({ command, args }) => [command, ...args].join(" "));

test("uv installs where there is one, and brings a Python if need be", () => {
  assert.deepEqual(commands("/bin/uv"), [
    `/bin/uv venv --no-project --python >=3.11 ${FOLDER}`,
    `/bin/uv pip install --python ${PYTHON} --require-hashes -r ${LOCK}`,
  ]);
});

test("without uv a Python installs, with what is locked and nothing else", () => {
  assert.deepEqual(commands(undefined, "/usr/bin/python3"), [
    `/usr/bin/python3 -m venv ${FOLDER}`,
    `${PYTHON} -m pip install --disable-pip-version-check --no-input --no-deps --require-hashes -r ${LOCK}`,
  ]);
});

test("without either nothing can be installed", () => {
  assert.equal(commands(), undefined);
});

test("an environment's Python lies elsewhere on Windows", () => {
  assert.match(pythonOf("C:\\storage\\server", "win32"), /Scripts.python\.exe$/);
});

test("a store is lost with a container, unless its folder was chosen", () => {
  const lives = [
    storeLife(undefined, {}),
    storeLife("wsl", {}),
    storeLife("ssh-remote", {}),
    storeLife("dev-container", {}),
    storeLife("codespaces", {}),
    storeLife(undefined, { REMOTE_CONTAINERS: "true" }),
    storeLife("dev-container", { TENURE_HOME: "/mounted" }),
  ];

  assert.deepEqual(lives, ["stays", "stays", "stays", "container", "container", "container", "chosen"]);
});
