import assert from "node:assert/strict";
import { test } from "node:test";
import { variables } from "../../src/server/variables.ts";

test("a command is kept to what the settings let out, as the server is", () => {
  const found = variables({
    "tenure.telemetry.level": { value: "off", byDefault: "metadata" },
    "tenure.telemetry.identify": { value: ["path", "branch"], byDefault: [] },
    "tenure.otlp.endpoint": { value: "http://localhost:4318", byDefault: "" },
    "tenure.retention.days": { value: 30, byDefault: 730 },
  });

  assert.deepEqual(found, {
    TENURE_TELEMETRY_LEVEL: "off",
    TENURE_TELEMETRY_IDENTIFY: "path,branch",
    TENURE_OTLP_ENDPOINT: "http://localhost:4318",
    TENURE_RETENTION_DAYS: "30",
  });
});

test("what nobody set is left to the user's file", () => {
  assert.deepEqual(
    variables({
      "tenure.telemetry.level": { value: "metadata", byDefault: "metadata" },
      "tenure.telemetry.identify": { value: [], byDefault: [] },
    }),
    {},
  );
});
