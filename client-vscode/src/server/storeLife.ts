// Whether what is recorded outlives the place where it is recorded. Pure: no editor in here.

/** Where the store lies: on a machine that stays, in a folder that was chosen, or in a container. */
export type StoreLife = "stays" | "chosen" | "container";

/** Remotes whose disk is deleted with them, as `vscode.env.remoteName` calls them. */
const PASSING = new Set(["attached-container", "codespaces", "dev-container", "k8s-container"]);

/** Where the store of a server lies that runs with `environment` in the remote `remoteName`. */
export function storeLife(
  remoteName: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): StoreLife {
  if (environment["TENURE_HOME"]) return "chosen";
  const passing =
    (remoteName !== undefined && PASSING.has(remoteName)) ||
    environment["CODESPACES"] === "true" ||
    environment["REMOTE_CONTAINERS"] === "true";
  return passing ? "container" : "stays";
}
