/** What a command does; failures are reported once for all of them, see commands.ts. */
export type Handler = (...args: unknown[]) => Promise<unknown>;
