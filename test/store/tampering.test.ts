/** Whatever is done to a ledger behind the gateway's back shows: for random ledgers, and random hands at work on them. */
import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { canonical, type Draft, ENTRY_KINDS, entryHash } from "../../src/store/entry.ts";
import { LEDGER_MIGRATIONS } from "../../src/store/migrations.ts";
import { type Verification, verifyLedger } from "../../src/store/verify.ts";

const GUARDS = ["ledger_no_update", "ledger_no_delete", "ledger_in_order"];
const INSERT = "INSERT INTO ledger (seq, at, kind, id, body, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?)";

/** A ledger in memory with these entries, and without what guards it. */
function unguarded(bodies: readonly string[]): Database {
  const db = new Database(":memory:", { strict: true });
  db.run(LEDGER_MIGRATIONS.join("\n"));
  let prev = "";
  bodies.forEach((text, i) => {
    const draft: Draft = { kind: ENTRY_KINDS[i % 4]!, id: `id-${i}`, at: 1_000 + i, body: canonical({ text }) };
    const hash = entryHash(i + 1, prev, draft);
    db.run(INSERT, [i + 1, draft.at, draft.kind, draft.id, draft.body, prev, hash]);
    prev = hash;
  });
  for (const name of GUARDS) db.run(`DROP TRIGGER ${name}`);
  return db;
}

/** What verify says of the entries themselves. */
function verified(db: Database): Verification {
  const { faults, ...rest } = verifyLedger(db);
  return { ...rest, faults: faults.filter((fault) => !fault.because.startsWith("the trigger")) };
}

const ledger = fc.array(
  fc.string({ unit: "grapheme" }).map((text) => text.toWellFormed()),
  {
    minLength: 3,
    maxLength: 12,
  },
);

/** Does something to a ledger of `length` entries at about `at`; returns the first entry that cannot be right any more. */
type Hand = (db: Database, at: number, length: number) => number;

const set = (column: string, value: string) => (db: Database, at: number) => {
  db.run(`UPDATE ledger SET ${column} = ${value} WHERE seq = ?`, [at]);
  return at;
};

const hands: readonly [string, Hand][] = [
  ["another time", set("at", "at + 1")],
  ["another body", set("body", `'{"text":"forged"}' || char(10)`)],
  ["a body that says the same in other words", set("body", "replace(body, '{', '{ ')")],
  ["another id", set("id", "id || 'x'")],
  ["another kind", set("kind", "'x'")],
  ["another link", set("prev", "prev || '0'")],
  ["another hash", set("hash", "replace(hash, ':', ':0')")],
  [
    "an entry taken out of the middle",
    (db, at, length) => {
      const gone = Math.min(at, length - 1);
      db.run("DELETE FROM ledger WHERE seq = ?", [gone]);
      return gone + 1;
    },
  ],
  [
    "an entry taken out, and those after it moved up",
    (db, at, length) => {
      const gone = Math.min(at, length - 1);
      db.run("DELETE FROM ledger WHERE seq = ?", [gone]);
      for (let seq = gone + 1; seq <= length; seq++) db.run("UPDATE ledger SET seq = ? WHERE seq = ?", [seq - 1, seq]);
      return gone;
    },
  ],
  [
    "two entries changed over",
    (db, at, length) => {
      const one = Math.min(at, length - 1);
      db.run("UPDATE ledger SET seq = -1 WHERE seq = ?", [one]);
      db.run("UPDATE ledger SET seq = ? WHERE seq = ?", [one, one + 1]);
      db.run("UPDATE ledger SET seq = ? WHERE seq = -1", [one + 1]);
      return one;
    },
  ],
  [
    "an entry put in, with a hash that is right for it",
    (db, at, length) => {
      const before = Math.min(at, length - 1);
      const { hash } = db.query<{ hash: string }, [number]>("SELECT hash FROM ledger WHERE seq = ?").get(before)!;
      for (let seq = length; seq > before; seq--) db.run("UPDATE ledger SET seq = ? WHERE seq = ?", [seq + 1, seq]);
      const forged = { kind: "consent", id: "forged", at: 5, body: "{}" } as const;
      const own = entryHash(before + 1, hash, forged);
      db.run(INSERT, [before + 1, 5, "consent", "forged", "{}", hash, own]);
      return before + 2;
    },
  ],
  [
    "an entry put before the first",
    (db) => {
      const forged = { kind: "consent", id: "forged", at: 5, body: "{}" } as const;
      db.run(INSERT, [0, 5, "consent", "forged", "{}", "", entryHash(0, "", forged)]);
      return 0;
    },
  ],
];

describe("verify", () => {
  test("finds nothing wrong with a ledger nobody touched, and its last hash is the head", () => {
    fc.assert(
      fc.property(ledger, (bodies) => {
        const db = unguarded(bodies);
        const { hash } = db.query<{ hash: string }, []>("SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1").get()!;
        expect(verified(db)).toEqual({ entries: bodies.length, head: hash, faults: [] });
        db.close();
      }),
      { numRuns: 60 },
    );
  });

  test.each(hands)("finds %s, and the first place where it shows", (_name, hand) => {
    fc.assert(
      fc.property(ledger, fc.nat(), (bodies, drawn) => {
        const db = unguarded(bodies);
        const wrong = hand(db, 1 + (drawn % bodies.length), bodies.length);
        expect(verified(db).faults[0]?.seq).toBe(wrong);
        db.close();
      }),
      { numRuns: 40 },
    );
  });

  test("finds a rewritten entry at the next one when its own hash was made right", () => {
    fc.assert(
      fc.property(ledger, fc.nat(), (bodies, drawn) => {
        const db = unguarded(bodies);
        const seq = 1 + (drawn % (bodies.length - 1));
        const row = db
          .query<{ prev: string; at: number }, [number]>("SELECT prev, at FROM ledger WHERE seq = ?")
          .get(seq)!;
        const forged = { kind: "consent", id: "forged", at: row.at, body: "{}" } as const;
        db.run("UPDATE ledger SET kind = 'consent', id = 'forged', body = '{}', hash = ? WHERE seq = ?", [
          entryHash(seq, row.prev, forged),
          seq,
        ]);
        expect(verified(db).faults.map((fault) => fault.seq)).toEqual([seq + 1]);
        db.close();
      }),
      { numRuns: 60 },
    );
  });

  test.each(["{ }", '{"b":"1","a":"2"}', '{"a":1.0}', "no JSON"])(
    "finds a body that another program wrote in its own form (%s), even with a hash that is right for it",
    (body) => {
      const db = unguarded(["a"]);
      const { hash } = db.query<{ hash: string }, []>("SELECT hash FROM ledger").get()!;
      db.run(INSERT, [2, 5, "consent", "x", body, hash, entryHash(2, hash, { kind: "consent", id: "x", at: 5, body })]);
      expect(verified(db).faults).toEqual([{ seq: 2, because: "its body is not canonical JSON" }]);
      db.close();
    },
  );

  test("shows a cut end by another head, which only a head kept elsewhere can tell", () => {
    const db = unguarded(["a", "b", "c"]);
    const before = verified(db);
    db.run("DELETE FROM ledger WHERE seq = 3");
    expect(verified(db)).toMatchObject({ entries: 2, faults: [] });
    expect(verified(db).head).not.toBe(before.head);
    db.close();
  });

  test("stops after ten faults: a ledger that is all wrong is not read to its end", () => {
    const db = unguarded(Array.from({ length: 500 }, (_, i) => `${i}`));
    db.run("UPDATE ledger SET at = at + 1");
    const { entries, faults } = verifyLedger(db);
    expect([entries, faults.length]).toEqual([10, 10]);
    db.close();
  });
});
