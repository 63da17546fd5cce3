/** One `serve` to a home: a lock the kernel gives back when its holder dies, however it dies. */
import { Database } from "bun:sqlite";
import { closeSync, openSync } from "node:fs";
import { Problem } from "../kit/problem.ts";

export type Lock = { release(): void };

/** Throws `Problem` home-in-use when another process holds it. */
export function lockHome(path: string): Lock {
  let db: Database | undefined;
  try {
    closeSync(openSync(path, "a", 0o600));
    db = new Database(path, { readwrite: true, strict: true });
    db.run("PRAGMA journal_mode = DELETE");
    db.run("BEGIN EXCLUSIVE");
  } catch (error) {
    db?.close();
    if (!(error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY"))) throw error;
    throw new Problem(
      "home-in-use",
      "another gateway is already serving this home",
      `${path} is locked by a running process`,
      "use that one (gateway status), stop it first, or set GATEWAY_HOME to another folder",
      { cause: error },
    );
  }
  const held = db;
  return {
    release() {
      held.run("ROLLBACK");
      held.close();
    },
  };
}
