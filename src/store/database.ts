/** Opens SQLite files the way every store here needs them: WAL (readers never block), foreign processes welcome. */
import { Database } from "bun:sqlite";
import { chmodSync, closeSync, openSync } from "node:fs";
import { Problem } from "../kit/problem.ts";

/** How long one statement waits for another process before it gives up, milliseconds; the event loop stands still meanwhile. */
const BUSY_MS = 50;

/** How long an exclusive start-up step (migration) may wait for another process, milliseconds. */
const MIGRATE_BUSY_MS = 5_000;
const BUSY_PAUSE_MS = 5;

/** Creates the file 0600 where it is missing, and brings its schema up to date. Throws `Problem` ledger-unwritable. */
export function openDatabase(path: string, migrations: readonly string[]): Database {
  try {
    closeSync(openSync(path, "a", 0o600));
    chmodSync(path, 0o600);
    const db = new Database(path, { strict: true, readwrite: true });
    db.run(`PRAGMA busy_timeout = ${MIGRATE_BUSY_MS}`);
    turnToWal(db);
    db.run("PRAGMA synchronous = NORMAL");
    // a WAL of at most about 16 MB between checkpoints, so that a checkpoint stays a short pause
    db.run("PRAGMA wal_autocheckpoint = 4000");
    migrate(db, path, migrations);
    db.run(`PRAGMA busy_timeout = ${BUSY_MS}`);
    return db;
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Opens an existing file for reading only; undefined where there is none. */
export function openDatabaseReadOnly(path: string): Database | undefined {
  try {
    const db = new Database(path, { strict: true, readonly: true });
    db.run(`PRAGMA busy_timeout = ${MIGRATE_BUSY_MS}`);
    db.query("SELECT count(*) FROM sqlite_schema").get();
    return db;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unwritable(path, error);
  }
}

/** Where two processes turn a new file at once, SQLite refuses one of them without waiting: the other will have done it. */
function turnToWal(db: Database): void {
  const patience = performance.now() + MIGRATE_BUSY_MS;
  for (;;) {
    try {
      db.run("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (!codeOf(error).startsWith("SQLITE_BUSY") || performance.now() > patience) throw error;
      Bun.sleepSync(BUSY_PAUSE_MS);
    }
  }
}

function migrate(db: Database, path: string, migrations: readonly string[]): void {
  const version = () => db.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version ?? 0;
  if (version() > migrations.length) {
    throw new Problem(
      "ledger-unwritable",
      `${path} was written by a newer version of the gateway`,
      `it has taken ${version()} schema steps and this version knows ${migrations.length}`,
      "update the gateway, or set GATEWAY_HOME to another folder",
    );
  }
  while (version() < migrations.length) {
    db.run("BEGIN IMMEDIATE");
    try {
      // read again under the lock: another process may have taken the step meanwhile
      const at = version();
      const step = migrations[at];
      if (step !== undefined) {
        db.run(step);
        db.run(`PRAGMA user_version = ${at + 1}`);
      }
      db.run("COMMIT");
    } catch (error) {
      db.run("ROLLBACK");
      throw error;
    }
  }
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === "SQLITE_CANTOPEN";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function unwritable(path: string, error: unknown): Problem {
  if (error instanceof Problem) return error;
  const because = error instanceof Error ? error.message : String(error);
  return new Problem(
    "ledger-unwritable",
    `the database ${path} cannot be opened`,
    because,
    "check the folder's free space and permissions, or set GATEWAY_HOME to another folder",
    { cause: error },
  );
}
