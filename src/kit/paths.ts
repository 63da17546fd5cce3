/** Where the gateway keeps what is its own: folders 0700, files 0600. */
import { accessSync, constants, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { Problem } from "./problem.ts";

type Env = Readonly<Record<string, string | undefined>>;

export type Home = {
  readonly folder: string;
  /** What the user writes. No key stands in it. */
  readonly config: string;
  readonly ledger: string;
  /** Held by the one process that serves this home. */
  readonly lock: string;
};

/** `GATEWAY_HOME`, or a folder of the user's; absolute. Creates nothing. */
export function homeOf(env: Env): Home {
  const folder = resolve(set(env.GATEWAY_HOME) ?? join(homedir(), ".adaptive-llm-gateway"));
  return {
    folder,
    config: resolve(set(env.GATEWAY_CONFIG) ?? join(folder, "config.yaml")),
    ledger: join(folder, "ledger.db"),
    lock: join(folder, "serve.lock"),
  };
}

/** Makes the folder where it is missing. Throws `Problem` home-unwritable. */
export function makeHome(home: Home): void {
  try {
    mkdirSync(home.folder, { recursive: true, mode: 0o700 });
    accessSync(home.folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const hint = "make it writable for you, or set GATEWAY_HOME to a folder that is";
    throw new Problem("home-unwritable", `the folder ${home.folder} cannot be used`, reasonOf(error), hint, { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "you have no permission for it",
  EPERM: "the system does not permit it",
  EROFS: "it lies on a file system that is read-only",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path is a file, not a folder",
  EEXIST: "a file of that name is in the way",
  EISDIR: "it is a folder, not a file",
  ENOENT: "there is no such file",
};

/** An error of the file system in words, without the path that the caller has named already. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

/** An empty variable is an unset one. */
function set(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
