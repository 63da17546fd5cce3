/** Every error a person can meet: its stable code, the HTTP status and the exit code that go with it. Documented in docs/errors.md. */
export const PROBLEMS = {
  "bad-usage": { status: 400, exit: 2 },
  "bad-request": { status: 400, exit: 2 },
  "body-too-large": { status: 413, exit: 2 },
  "not-found": { status: 404, exit: 1 },
  "unknown-model": { status: 404, exit: 2 },
  "host-refused": { status: 403, exit: 1 },
  "token-required": { status: 401, exit: 4 },
  "client-missing": { status: 500, exit: 1 },
  "blocked-by-policy": { status: 451, exit: 5 },
  "no-route": { status: 503, exit: 1 },
  "model-unable": { status: 400, exit: 1 },
  "too-busy": { status: 503, exit: 1 },
  "upstream-unreachable": { status: 502, exit: 1 },
  "upstream-timeout": { status: 504, exit: 1 },
  "upstream-garbled": { status: 502, exit: 1 },
  "key-missing": { status: 503, exit: 4 },
  "config-invalid": { status: 500, exit: 2 },
  "config-unreadable": { status: 500, exit: 1 },
  "home-unwritable": { status: 500, exit: 1 },
  "home-in-use": { status: 500, exit: 11 },
  "port-in-use": { status: 500, exit: 11 },
  "ledger-unwritable": { status: 503, exit: 1 },
  "ledger-broken": { status: 500, exit: 3 },
  "not-initialised": { status: 500, exit: 10 },
  internal: { status: 500, exit: 1 },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** An error in three lines: what happened (`message`) · `because` · `hint`, something to type. Mapped once per door. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly because: string;
  readonly hint: string;

  constructor(code: ProblemCode, message: string, because: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Problem";
    this.code = code;
    this.because = because;
    this.hint = hint;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  get exit(): number {
    return PROBLEMS[this.code].exit;
  }
}
