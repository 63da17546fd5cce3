/** Files of other versions of the gateway: older ones are brought up to date, newer ones are left alone. */
import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { openDatabase, openDatabaseReadOnly } from "../../src/store/database.ts";
import { Ledger } from "../../src/store/ledger.ts";
import { LEDGER_MIGRATIONS } from "../../src/store/migrations.ts";
import { verifyLedger } from "../../src/store/verify.ts";
import { startChild } from "../fixture/child.ts";
import { type TestHome, testHome } from "../fixture/home.ts";

const NEXT = [...LEDGER_MIGRATIONS, "CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;"];

const versionOf = (db: Database) => db.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version;
const tablesOf = (db: Database) =>
  db
    .query<{ name: string }, []>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all()
    .map((row) => row.name);

async function written(home: TestHome, entries: number): Promise<string> {
  const path = home.file("ledger.db");
  const ledger = new Ledger(path);
  for (let i = 0; i < entries; i++)
    await ledger.append({ kind: "receipt", id: `r${i}`, at: 1, body: "{}" }, "committed");
  ledger.close();
  return path;
}

describe("a file of an older version", () => {
  test("takes the steps it lacks, and keeps every entry as it was", async () => {
    using home = testHome();
    const path = await written(home, 5);
    const before = new Database(path, { readonly: true }).query("SELECT * FROM ledger").values();
    const db = openDatabase(path, NEXT);
    expect([versionOf(db), tablesOf(db)]).toEqual([LEDGER_MIGRATIONS.length + 1, ["later", "ledger"]]);
    expect(db.query("SELECT * FROM ledger").values()).toEqual(before);
    expect(verifyLedger(db)).toMatchObject({ entries: 5, faults: [] });
    db.close();
  });

  test("stays whole where it was when a step fails in its middle", async () => {
    using home = testHome();
    const path = await written(home, 2);
    const failing = [...NEXT, "CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1);"];
    expect(() => openDatabase(path, failing)).toThrow(
      expect.objectContaining({ code: "ledger-unwritable", because: expect.stringContaining("nowhere") }) as Error,
    );
    const db = new Database(path);
    // the step before it has been taken for good, of the failing one nothing
    expect([versionOf(db), tablesOf(db)]).toEqual([LEDGER_MIGRATIONS.length + 1, ["later", "ledger"]]);
    expect(verifyLedger(db)).toMatchObject({ entries: 2, faults: [] });
    db.close();
  });

  test("takes each step once when several processes open it at the same time", async () => {
    using home = testHome();
    const path = await written(home, 2);
    const children = Array.from({ length: 4 }, () =>
      startChild(`
        import { openDatabase } from "SRC/store/database.ts";
        console.log("ready");
        await told();
        openDatabase(${JSON.stringify(path)}, ${JSON.stringify(NEXT)}).close();
        process.exit(0);
      `),
    );
    for (const child of children) expect(await child.line()).toBe("ready");
    for (const child of children) child.tell("go");
    expect(await Promise.all(children.map((child) => child.ended()))).toEqual([0, 0, 0, 0]);
    const db = new Database(path, { readonly: true });
    expect([versionOf(db), tablesOf(db)]).toEqual([LEDGER_MIGRATIONS.length + 1, ["later", "ledger"]]);
    db.close();
  });
});

test("a file of a newer version is refused with what to do, and not a byte of it changes", async () => {
  using home = testHome();
  const path = await written(home, 3);
  openDatabase(path, NEXT).close();
  const before = await Bun.file(path).bytes();
  const refused = await new Ledger(path)
    .append({ kind: "receipt", id: "new", at: 1, body: "{}" }, "synced")
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "ledger-unwritable", because: expect.stringContaining("schema steps") });
  expect(await Bun.file(path).bytes()).toEqual(before);
});

describe("reading only", () => {
  test("finds no ledger where there is none, and makes none", async () => {
    using home = testHome();
    expect(openDatabaseReadOnly(home.file("ledger.db"))).toBeUndefined();
    expect(await Bun.file(home.file("ledger.db")).exists()).toBe(false);
  });

  test("reads what is there, and cannot write", async () => {
    using home = testHome();
    const db = openDatabaseReadOnly(await written(home, 3))!;
    expect(verifyLedger(db)).toMatchObject({ entries: 3, faults: [] });
    expect(() => db.run("CREATE TABLE x (y)")).toThrow("readonly");
    db.close();
  });
});
