/** The load generator, a process of its own: told by messages what to ask, it answers with how it went. */
import { type Body, bodyOf, type BodyShape, mark } from "./bodies.ts";
import { connect } from "./http-client.ts";
import { percentile } from "./report.ts";

export type Job = {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: BodyShape;
  /** Turns after the body's own. */
  readonly more?: number;
  /** Where each request's text is new: in every message, in the last one, nowhere. */
  readonly fresh: "all" | "last" | "none";
  /** Names the conversation: two jobs of the same have the same history. */
  readonly seed: number;
  readonly concurrency: number;
  /** Stops asking after so long, or so many; then waits for what is under way. */
  readonly seconds: number;
  readonly requests?: number;
};

export type Result = {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
  /** The beginning of the first answer that was no success. */
  readonly sample: string;
};

/** Never used twice, so that new text is new to every peer. */
let counter = 1;

export async function run(job: Job): Promise<Result> {
  const body = bodyOf(job.body, job.more);
  const connections = await Promise.all(Array.from({ length: job.concurrency }, () => connect(job.port)));
  const times: number[] = [];
  let errors = 0;
  let sample = "";
  let asked = 0;
  const begun = performance.now();
  const deadline = begun + job.seconds * 1_000;
  const most = job.requests ?? Number.POSITIVE_INFINITY;

  await Promise.all(
    connections.map(async (connection) => {
      const { bytes, marks } = requestOf(job, body);
      while (performance.now() < deadline && asked < most) {
        asked++;
        for (const at of marks) mark(bytes, at, counter++);
        const { ms, ok, sample: said } = await connection.ask(bytes);
        if (ok) times.push(ms);
        else errors++;
        if (!ok && sample === "") sample = said;
      }
      connection.close();
    }),
  );
  const seconds = (performance.now() - begun) / 1_000;
  const sorted = Float64Array.from(times).sort();
  return {
    requests: times.length,
    seconds,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    errors,
    sample,
  };
}

/** The whole request in one buffer, history marked with the seed, and the places to mark anew each time. */
function requestOf({ path, headers, fresh, seed }: Job, body: Body) {
  const fields = Object.entries({ "content-type": "application/json", ...headers, "content-length": body.json.length });
  const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${fields.map(([k, v]) => `${k}: ${v}\r\n`).join("")}\r\n`;
  const bytes = new TextEncoder().encode(head + body.json);
  const places = body.marks.map((at) => head.length + at);
  const first = { all: 0, last: places.length - body.inLast, none: places.length }[fresh];
  // the history's own marks, far from the counter's
  places.slice(0, first).forEach((at, i) => mark(bytes, at, (0x80_00_00_00 + seed * 100_000 + i) >>> 0));
  return { bytes, marks: places.slice(first) };
}

if (import.meta.main) {
  process.on("message", (job: Job) => {
    run(job).then(
      (result) => process.send?.(result),
      (error: unknown) =>
        process.send?.({ requests: 0, seconds: 0, p50: Number.NaN, p99: Number.NaN, errors: 1, sample: String(error) }),
    );
  });
}
