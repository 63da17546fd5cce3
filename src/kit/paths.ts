/** Where the gateway keeps things. Folders are 0700 and files 0600: what lies here is nobody else's business. */
import { accessSync, chmodSync, constants, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { Problem } from "./problem.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** Absolute paths. */
export type Home = {
  readonly folder: string;
  /** What the user writes; moved by `GATEWAY_CONFIG`. No key stands in it. */
  readonly config: string;
  /** Precious: consents, receipts, configuration changes. */
  readonly ledger: string;
  /** Held by the one process that serves this home. */
  readonly lock: string;
};

/** `GATEWAY_HOME`, or a folder of the user's. Creates nothing. */
export function homeOf(env: Env): Home {
  const folder = env["GATEWAY_HOME"] ? resolve(env["GATEWAY_HOME"]) : join(homedir(), ".adaptive-llm-gateway");
  return {
    folder,
    config: env["GATEWAY_CONFIG"] ? resolve(env["GATEWAY_CONFIG"]) : join(folder, "config.yaml"),
    ledger: join(folder, "ledger.db"),
    lock: join(folder, "serve.lock"),
  };
}

/** Creates the home where it is missing. Throws `Problem` home-unwritable. */
export function makeHome({ folder }: Pick<Home, "folder">): void {
  try {
    if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(folder, 0o700);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Problem(
      "home-unwritable",
      `the folder ${folder} cannot be used`,
      reasonOf(error),
      "make it writable for you, or set GATEWAY_HOME to a folder that is",
      { cause: error },
    );
  }
}

/** An error of the file system in words, without the path that the caller has named already. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const words: Readonly<Record<string, string>> = {
    EACCES: "you have no permission for it",
    EPERM: "the system does not permit it",
    EROFS: "it lies on a file system that is read-only",
    ENOSPC: "the disk is full",
    EDQUOT: "your quota of disk space is used up",
    ENOTDIR: "a part of its path is a file, not a folder",
    EEXIST: "a file of that name is in the way",
    EISDIR: "it is a folder, not a file",
    ENOENT: "there is no such file",
    ELOOP: "its path is a loop of links",
    ENAMETOOLONG: "its path is too long",
  };
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}
