/**
 * The append-only log. Entries that are asked for in the same turn of the event loop share one transaction and, when one
 * of them must be durable, one sync to disk: that is what makes a record before every request cheap.
 */
import type { Database } from "bun:sqlite";
import { Problem } from "../kit/problem.ts";
import { openDatabase } from "./database.ts";
import { type Draft, type Entry, entryHash } from "./entry.ts";
import { LEDGER_MIGRATIONS } from "./migrations.ts";

/** `synced`: on disk before the promise resolves. `committed`: survives the death of the process, not a power cut. */
export type Durability = "synced" | "committed";

type Waiting = {
  readonly draft: Draft;
  readonly synced: boolean;
  readonly waiter: PromiseWithResolvers<number>;
};

/** Another process holds the write lock: try again for this long before giving up, milliseconds. */
const BUSY_PATIENCE_MS = 3_000;
const BUSY_PAUSE_MS = 10;

/** At most this many entries to a transaction, so that other processes get their turn. */
const GROUP_MAX = 512;

/**
 * Under load a group may wait this long for more to join, milliseconds: a sync to disk costs as much as several requests.
 * Whoever comes alone never waits; `CROWD` entries in the last group are a load.
 */
const GATHER_MS = 1;
const CROWD = 6;

/** How often, at most, to ask SQLite whether another process has written, milliseconds. */
const FOREIGN_CHECK_MS = 20;

/** Opens the file when it is first needed and again after every failure: storage that heals is used again. */
export class Ledger {
  private readonly path: string;
  private handle: Handle | undefined;
  private waiting: Waiting[] = [];
  private scheduled = false;
  private lastGroup = 0;
  private busySince = 0;
  private synced = false;
  private lastVersion = -1;
  private lastCheck = 0;
  private failure: Problem | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** The open database. Throws `Problem` ledger-unwritable. */
  get db(): Database {
    return this.open().db;
  }

  /** Why the last append failed; undefined while the ledger can be written. */
  get trouble(): Problem | undefined {
    return this.failure;
  }

  /** Resolves with the entry's sequence number once it is as durable as asked. Rejects with `Problem` ledger-unwritable. */
  append(draft: Draft, durability: Durability): Promise<number> {
    const waiter = Promise.withResolvers<number>();
    this.waiting.push({ draft, synced: durability === "synced", waiter });
    this.schedule();
    return waiter.promise;
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    if (this.lastGroup >= CROWD) setTimeout(this.flush, GATHER_MS);
    else setImmediate(this.flush);
  }

  /** True when another process may have appended since the last call; cheap enough to ask for each request. */
  changedByOthers(now: number): boolean {
    if (now - this.lastCheck < FOREIGN_CHECK_MS) return false;
    this.lastCheck = now;
    if (this.handle === undefined) return false;
    const version = this.handle.version.get()?.data_version ?? 0;
    const changed = version !== this.lastVersion;
    this.lastVersion = version;
    return changed;
  }

  /** Writes what is waiting, and closes the file. */
  close(): void {
    while (this.waiting.length > 0 && this.busySince === 0) this.flush();
    this.shut();
  }

  private shut(): void {
    this.handle?.close();
    this.handle = undefined;
    this.synced = false;
    // another connection counts versions of its own: what others write until it is opened must not pass for seen
    this.lastVersion = -1;
  }

  private open(): Handle {
    this.handle ??= openHandle(this.path);
    return this.handle;
  }

  private readonly flush = (): void => {
    this.scheduled = false;
    if (this.waiting.length === 0) return;
    const group = this.waiting.length <= GROUP_MAX ? this.waiting : this.waiting.slice(0, GROUP_MAX);
    this.waiting = this.waiting.length <= GROUP_MAX ? [] : this.waiting.slice(GROUP_MAX);
    this.lastGroup = group.length;
    if (this.waiting.length > 0) this.schedule();
    let first: number;
    try {
      first = this.write(group);
    } catch (error) {
      this.failed(group, error);
      return;
    }
    this.busySince = 0;
    this.failure = undefined;
    for (let i = 0; i < group.length; i++) group[i]!.waiter.resolve(first + i);
  };

  /** One transaction; returns the sequence number of the first entry. */
  private write(group: readonly Waiting[]): number {
    const handle = this.open();
    const { db, begin, head, insert, commit, rollback } = handle;
    this.setSync(
      handle,
      group.some((entry) => entry.synced),
    );
    begin.run();
    try {
      // read under the lock: another process may have appended
      const top = head.get();
      const first = (top?.seq ?? 0) + 1;
      let prev = top?.hash ?? "";
      for (let i = 0; i < group.length; i++) {
        const draft = group[i]!.draft;
        const hash = entryHash(first + i, prev, draft);
        insert.run(first + i, draft.at, draft.kind, draft.id, draft.body, prev, hash);
        prev = hash;
      }
      commit.run();
      return first;
    } catch (error) {
      if (db.inTransaction) rollback.run();
      throw error;
    }
  }

  private setSync(handle: Handle, synced: boolean): void {
    if (synced === this.synced) return;
    (synced ? handle.full : handle.normal).run();
    this.synced = synced;
  }

  private failed(group: readonly Waiting[], error: unknown): void {
    if (isBusy(error)) {
      const now = performance.now();
      if (this.busySince === 0) this.busySince = now;
      if (now - this.busySince < BUSY_PATIENCE_MS) {
        this.waiting = [...group, ...this.waiting];
        this.scheduled = true;
        setTimeout(this.flush, BUSY_PAUSE_MS);
        return;
      }
    }
    this.busySince = 0;
    if (group.length > 1 && isConstraint(error)) {
      // one entry is wrong in itself: the others must not suffer for it
      for (const entry of group) this.alone(entry);
      return;
    }
    this.failure = unwritable(this.path, error);
    this.shut();
    for (const entry of group) entry.waiter.reject(this.failure);
  }

  private alone(entry: Waiting): void {
    try {
      const seq = this.write([entry]);
      entry.waiter.resolve(seq);
    } catch (error) {
      entry.waiter.reject(unwritable(this.path, error));
    }
  }
}

type Handle = ReturnType<typeof openHandle>;

function openHandle(path: string) {
  const db = openDatabase(path, LEDGER_MIGRATIONS);
  const begin = db.prepare<null, []>("BEGIN IMMEDIATE");
  const commit = db.prepare<null, []>("COMMIT");
  const rollback = db.prepare<null, []>("ROLLBACK");
  const full = db.prepare<null, []>("PRAGMA synchronous = FULL");
  const normal = db.prepare<null, []>("PRAGMA synchronous = NORMAL");
  const version = db.prepare<{ data_version: number }, []>("PRAGMA data_version");
  const head = db.prepare<Pick<Entry, "seq" | "hash">, []>("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1");
  const insert = db.prepare<null, [number, number, string, string, string, string, string]>(
    "INSERT INTO ledger (seq, at, kind, id, body, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const all = [begin, commit, rollback, full, normal, version, head, insert];
  return {
    db,
    begin,
    commit,
    rollback,
    full,
    normal,
    version,
    head,
    insert,
    close: () => {
      for (const statement of all) statement.finalize();
      db.close();
    },
  };
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function isBusy(error: unknown): boolean {
  return errorCode(error).startsWith("SQLITE_BUSY");
}

function isConstraint(error: unknown): boolean {
  return errorCode(error).startsWith("SQLITE_CONSTRAINT");
}

function unwritable(path: string, error: unknown): Problem {
  const because = error instanceof Problem ? error.because : error instanceof Error ? error.message : String(error);
  return new Problem(
    "ledger-unwritable",
    "nothing can be recorded, so nothing is sent",
    `${path}: ${because}`,
    "free some space or make the folder writable; the gateway goes on by itself as soon as it can write",
    { cause: error },
  );
}
