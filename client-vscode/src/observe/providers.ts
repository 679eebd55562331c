// Which extensions offer AI suggestions, and what the report calls each.

/** An extension that offers suggestions of an AI. */
export interface Provider {
  /** The extension's id, in lower case. */
  readonly id: string;
  /** What people call it. */
  readonly title: string;
  /** What the report calls it, where that is not the id. */
  readonly name?: string;
}

/** Extensions that are known to offer inline suggestions of an AI. */
export const PROVIDERS: readonly Provider[] = [
  { id: "github.copilot", title: "GitHub Copilot" },
  { id: "github.copilot-chat", title: "GitHub Copilot Chat", name: "github.copilot" },
  { id: "amazonwebservices.amazon-q-vscode", title: "Amazon Q", name: "amazon.q" },
  { id: "amazonwebservices.aws-toolkit-vscode", title: "AWS Toolkit", name: "amazon.q" },
  { id: "tabbyml.vscode-tabby", title: "Tabby", name: "tabby" },
  { id: "gitlab.gitlab-workflow", title: "GitLab Duo", name: "gitlab.duo" },
  { id: "augment.vscode-augment", title: "Augment", name: "augment" },
  { id: "huggingface.huggingface-vscode", title: "llm-ls", name: "llm-ls" },
  { id: "codeium.codeium", title: "Windsurf Plugin (Codeium)" },
  { id: "continue.continue", title: "Continue" },
  { id: "google.geminicodeassist", title: "Gemini Code Assist" },
  { id: "jetbrains.junie", title: "Junie" },
  { id: "sourcegraph.cody-ai", title: "Cody" },
  { id: "supermaven.supermaven", title: "Supermaven" },
  { id: "tabnine.tabnine-vscode", title: "Tabnine" },
  { id: "tenure.tenure-practice", title: "Tenure Practice" },
];

const BY_ID: ReadonlyMap<string, Provider> = new Map(PROVIDERS.map((known) => [known.id, known]));

/** The provider that the extension `id` is known to be. */
export function knownProvider(id: string): Provider | undefined {
  return BY_ID.get(id.toLowerCase());
}

/** What the report calls the provider that is the extension `id`. */
export function providerName(id: string): string {
  return knownProvider(id)?.name ?? id.toLowerCase();
}

/** The only active provider among extensions `ids`; undefined where none or several could be it. */
export function onlyProvider(ids: Iterable<string>): string | undefined {
  const names = new Set<string>();
  for (const id of ids) {
    if (knownProvider(id) !== undefined) names.add(providerName(id));
  }
  return names.size === 1 ? [...names][0] : undefined;
}
