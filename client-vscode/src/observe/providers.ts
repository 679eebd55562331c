// Which extensions offer AI suggestions, and what the report calls each (interfaces.md).

/** Names of providers by the lower-case id of the extension; any other goes by its own id. */
const NAMES: Readonly<Record<string, string>> = {
  "github.copilot": "github.copilot",
  "github.copilot-chat": "github.copilot",
  "amazonwebservices.amazon-q-vscode": "amazon.q",
  "amazonwebservices.aws-toolkit-vscode": "amazon.q",
  "tabbyml.vscode-tabby": "tabby",
  "gitlab.gitlab-workflow": "gitlab.duo",
  "augment.vscode-augment": "augment",
  "huggingface.huggingface-vscode": "llm-ls",
};

/** Other extensions that are known to offer inline suggestions of an AI. */
const KNOWN = new Set([
  ...Object.keys(NAMES),
  "codeium.codeium",
  "continue.continue",
  "google.geminicodeassist",
  "jetbrains.junie",
  "sourcegraph.cody-ai",
  "supermaven.supermaven",
  "tabnine.tabnine-vscode",
  "tenure.tenure-practice",
]);

/** What the report calls the provider that is the extension `id`. */
export function providerName(id: string): string {
  const lower = id.toLowerCase();
  return NAMES[lower] ?? lower;
}

/** The only active provider among extensions `ids`; undefined where none or several could be it. */
export function onlyProvider(ids: Iterable<string>): string | undefined {
  const names = new Set<string>();
  for (const id of ids) {
    if (KNOWN.has(id.toLowerCase())) names.add(providerName(id));
  }
  return names.size === 1 ? [...names][0] : undefined;
}
