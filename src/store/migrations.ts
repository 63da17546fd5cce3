/**
 * The schema of `ledger.db`, as steps. Numbered by their place and append-only: a step that has shipped is never edited.
 * `PRAGMA user_version` counts the steps a file has taken.
 */
export const LEDGER_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE ledger (
    seq  INTEGER PRIMARY KEY,
    at   INTEGER NOT NULL,
    kind TEXT NOT NULL,
    id   TEXT NOT NULL,
    body TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX ledger_receipt ON ledger (id) WHERE kind = 'receipt';

  CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: UPDATE refused'); END;
  CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: DELETE refused'); END;
  CREATE TRIGGER ledger_in_order BEFORE INSERT ON ledger
    WHEN NOT EXISTS (SELECT 1 FROM ledger WHERE seq = NEW.seq - 1 AND hash = NEW.prev)
      AND (NEW.seq IS NOT 1 OR NEW.prev IS NOT '')
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: entry out of order'); END;
  `,
];
