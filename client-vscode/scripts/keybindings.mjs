// Writes the key bindings of src/observe/bindings.ts into package.json.
import { readFileSync, writeFileSync } from "node:fs";
import { bindings } from "../src/observe/bindings.ts";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
manifest.contributes.keybindings = bindings();
writeFileSync("package.json", `${JSON.stringify(manifest, undefined, 2)}\n`);
