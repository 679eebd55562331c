// How a view asks the server.

/** The answer to one of the server's commands; undefined where no server runs. */
export type Ask = (command: string, ...args: readonly unknown[]) => Promise<unknown>;
