import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { canonical, entryHash } from "../../src/store/entry.ts";
import { Ledger } from "../../src/store/ledger.ts";
import { consentLog, currentConsents, findReceipts, listReceipts, openRuns } from "../../src/store/receipts.ts";
import { verifyLedger } from "../../src/store/verify.ts";
import { testHome } from "../fixture/home.ts";

function draft(id: string, kind: "opened" | "receipt" | "consent" = "receipt", body: object = { id }) {
  return { kind, id, at: 1_700_000_000_000, body: canonical(body) } as const;
}

async function filled(path: string, count: number): Promise<void> {
  const ledger = new Ledger(path);
  await Promise.all(Array.from({ length: count }, (_, i) => ledger.append(draft(`r${i}`), "committed")));
  ledger.close();
}

describe("the ledger", () => {
  test("gives every entry its place, also when many are asked for at once", async () => {
    using home = testHome();
    const ledger = new Ledger(home.file("ledger.db"));
    const seqs = await Promise.all(
      Array.from({ length: 1_300 }, (_, i) => ledger.append(draft(`r${i}`), i % 7 === 0 ? "synced" : "committed")),
    );
    expect(seqs).toEqual(Array.from({ length: 1_300 }, (_, i) => i + 1));
    expect(verifyLedger(ledger.db)).toMatchObject({ entries: 1_300, faults: [] });
    ledger.close();
  });

  test("is readable by its owner alone", async () => {
    using home = testHome();
    await filled(home.file("ledger.db"), 1);
    expect(statSync(home.file("ledger.db")).mode & 0o777).toBe(0o600);
  });

  test("refuses UPDATE, DELETE, gaps and entries that do not follow", async () => {
    using home = testHome();
    await filled(home.file("ledger.db"), 3);
    const db = new Database(home.file("ledger.db"), { strict: true });
    const insert = (seq: number, prev: string) =>
      db.run("INSERT INTO ledger VALUES (?, 1, 'receipt', 'x', '{}', ?, 'sha256:0')", [seq, prev]);
    const head = db.query<{ hash: string }, []>("SELECT hash FROM ledger ORDER BY seq DESC").get()!.hash;
    expect(() => db.run("UPDATE ledger SET body = '{}' WHERE seq = 2")).toThrow("UPDATE refused");
    expect(() => db.run("DELETE FROM ledger WHERE seq = 3")).toThrow("DELETE refused");
    expect(() => insert(5, head)).toThrow("out of order");
    expect(() => insert(2, head)).toThrow();
    expect(() => insert(4, "sha256:other")).toThrow("out of order");
    db.close();
  });

  test("does not let one bad entry take others down with it", async () => {
    using home = testHome();
    const ledger = new Ledger(home.file("ledger.db"));
    const twice = await Promise.allSettled([
      ledger.append(draft("a"), "committed"),
      ledger.append(draft("a"), "committed"),
      ledger.append(draft("b"), "committed"),
    ]);
    expect(twice.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(verifyLedger(ledger.db)).toMatchObject({ entries: 2, faults: [] });
    ledger.close();
  });

  test("is one chain when two writers append in turns", async () => {
    using home = testHome();
    const one = new Ledger(home.file("ledger.db"));
    const two = new Ledger(home.file("ledger.db"));
    await Promise.all(
      Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? one : two).append(draft(`r${i}`), "committed")),
    );
    expect(verifyLedger(one.db)).toMatchObject({ entries: 200, faults: [] });
    one.close();
    two.close();
  });

  test("tells one writer that another has written", async () => {
    using home = testHome();
    const one = new Ledger(home.file("ledger.db"));
    const two = new Ledger(home.file("ledger.db"));
    await one.append(draft("a"), "committed");
    one.changedByOthers(1_000);
    expect(one.changedByOthers(2_000)).toBe(false);
    await two.append(draft("b"), "committed");
    expect(one.changedByOthers(3_000)).toBe(true);
    one.close();
    two.close();
  });

  test("says so while it cannot be written, and heals by itself", async () => {
    using home = testHome();
    const path = home.file("not-yet/ledger.db");
    const ledger = new Ledger(path);
    expect(ledger.append(draft("a"), "committed")).rejects.toMatchObject({ code: "ledger-unwritable" });
    await Bun.sleep(20);
    expect(ledger.trouble?.code).toBe("ledger-unwritable");
    mkdirSync(home.file("not-yet"));
    expect(await ledger.append(draft("b"), "committed")).toBe(1);
    expect(ledger.trouble).toBeUndefined();
    ledger.close();
  });

  test("refuses a file that is no database, and leaves it as it is", async () => {
    using home = testHome();
    writeFileSync(home.file("ledger.db"), "this is no database, but somebody's letter to a friend");
    chmodSync(home.file("ledger.db"), 0o600);
    const ledger = new Ledger(home.file("ledger.db"));
    expect(ledger.append(draft("a"), "committed")).rejects.toMatchObject({ code: "ledger-unwritable" });
    await Bun.sleep(20);
    expect(await Bun.file(home.file("ledger.db")).text()).toContain("letter to a friend");
  });

  test("refuses a file of a newer version", async () => {
    using home = testHome();
    await filled(home.file("ledger.db"), 1);
    const db = new Database(home.file("ledger.db"));
    db.run("PRAGMA user_version = 999");
    db.close();
    expect(new Ledger(home.file("ledger.db")).append(draft("b"), "committed")).rejects.toThrow();
  });
});

describe("verify", () => {
  /** Each way of tampering, done as somebody would who can write the file and has dropped the triggers. */
  const tampering: readonly [string, string, RegExp][] = [
    ["an altered body", 'UPDATE ledger SET body = \'{"id":"forged"}\' WHERE seq = 5', /5.*altered/],
    ["an altered time", "UPDATE ledger SET at = at + 1 WHERE seq = 1", /1.*altered/],
    ["an altered kind", "UPDATE ledger SET kind = 'opened' WHERE seq = 9", /9.*altered/],
    ["an altered id", "UPDATE ledger SET id = 'other' WHERE seq = 9", /9.*altered/],
    ["an altered hash", "UPDATE ledger SET hash = 'sha256:00' WHERE seq = 4", /4.*hash/],
    ["a missing first entry", "DELETE FROM ledger WHERE seq = 1", /1 is missing/],
    ["missing entries", "DELETE FROM ledger WHERE seq IN (3, 4)", /3 to 4 are missing/],
    [
      "two entries changed over",
      "UPDATE ledger SET seq = -1 WHERE seq = 3; UPDATE ledger SET seq = 3 WHERE seq = 4; UPDATE ledger SET seq = 4 WHERE seq = -1",
      /3.*altered or moved/,
    ],
    ["dropped triggers alone", "SELECT 1", /ledger_no_update is gone/],
  ];

  test.each(tampering)("finds %s", async (_name, sql, found) => {
    using home = testHome();
    await filled(home.file("ledger.db"), 10);
    const db = new Database(home.file("ledger.db"), { strict: true });
    for (const name of ["no_update", "no_delete", "in_order"]) db.run(`DROP TRIGGER ledger_${name}`);
    for (const statement of sql.split(";")) db.run(statement);
    const { faults } = verifyLedger(db);
    expect(faults.map((fault) => `${fault.seq}: ${fault.because}`).join("\n")).toMatch(found);
    db.close();
  });

  test("finds nothing in an empty ledger", async () => {
    using home = testHome();
    const ledger = new Ledger(home.file("ledger.db"));
    expect(verifyLedger(ledger.db)).toEqual({ entries: 0, head: "", faults: [] });
    ledger.close();
  });
});

test("an entry's hash is over its canonical JSON, whatever its texts hold", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(), fc.dictionary(fc.string(), fc.string()), (id, seq, body) => {
      const entry = { kind: "receipt", id: id.toWellFormed(), at: 12, body: canonical(body) } as const;
      const text = canonical({ ...entry, body, prev: "sha256:ab", seq });
      expect(entryHash(seq, "sha256:ab", entry)).toBe(`sha256:${Bun.SHA256.hash(text, "hex")}`);
    }),
    { numRuns: 1_000 },
  );
});

describe("reading", () => {
  test("lists receipts newest first and finds one by the beginning of its id", async () => {
    using home = testHome();
    const ledger = new Ledger(home.file("ledger.db"));
    for (const id of ["0190-aa", "0190-ab", "0191-aa"]) await ledger.append(draft(id), "committed");
    await ledger.append(draft("0192-aa", "opened"), "committed");
    expect(listReceipts(ledger.db, 2).map((one) => one.receipt.id)).toEqual(["0191-aa", "0190-ab"]);
    expect(findReceipts(ledger.db, "0190-").map((one) => one.receipt.id)).toEqual(["0190-ab", "0190-aa"]);
    expect(findReceipts(ledger.db, "0192")).toEqual([]);
    ledger.close();
  });

  test("knows the runs that were opened and never closed", async () => {
    using home = testHome();
    const ledger = new Ledger(home.file("ledger.db"));
    for (const id of ["a", "a+1", "b", "c"]) await ledger.append(draft(id, "opened"), "synced");
    await ledger.append(draft("b"), "committed");
    expect(openRuns(ledger.db).map((one) => one.opened.id)).toEqual(["a", "c"]);
    ledger.close();
  });

  test("the last word about a provider is the consent that holds", async () => {
    using home = testHome();
    const ledger = new Ledger(home.file("ledger.db"));
    const say = (id: string, event: string, provider: string, level: string) =>
      ledger.append(draft(id, "consent", { event, level, provider, reason: "" }), "synced");
    await say("1", "given", "acme", "internal");
    await say("2", "given", "other", "public");
    await say("3", "withdrawn", "acme", "internal");
    await say("4", "given", "other", "internal");
    const consents = currentConsents(consentLog(ledger.db));
    expect([...consents.values()]).toEqual([{ provider: "other", level: "internal", entry: 4 }]);
    ledger.close();
  });
});
