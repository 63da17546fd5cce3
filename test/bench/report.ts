/** From measurements to rows: medians over the rounds, ratios within them, and a table to read. */
import type { Measurement } from "./matrix.ts";

/** NaN for an empty list. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] ?? Number.NaN;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** The nearest rank, `part` from 0 to 1; NaN for an empty list. */
export function percentile(sorted: ArrayLike<number>, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))] ?? Number.NaN;
}

export type Row = {
  readonly row: string;
  readonly peer: string;
  readonly rps: number;
  /**
   * Milliseconds more than asking the upstream directly, in the same round; NaN for unpaced streams side by side, where
   * reading the chunks keeps the load generator's core busy and a gateway that bundles them seems to save time.
   */
  readonly addedP50: number;
  readonly addedP99: number;
  /** Microseconds. */
  readonly cpu: number;
  /** MiB. */
  readonly peak: number;
  /** Times the pass-through's, in the same round. */
  readonly cpuRatio: number;
  readonly rpsRatio: number;
  /** CPU in times of what the same peer spends on the same in chat, in the same round; NaN for chat itself. */
  readonly chatRatio: number;
  readonly errors: number;
};

export const DIRECT = "direct";
export const LIMIT = "pass-through";

/** One row for each cell and peer, in the order of `peers`; ratios are taken in each round, then their median. */
export function summarise(measurements: readonly Measurement[], peers: readonly string[]): readonly Row[] {
  const groups = Map.groupBy(measurements, (one) => `${one.row}\n${one.peer}`);
  const cells = [...new Set(measurements.map((one) => one.row))];
  const ordered = cells.flatMap((row) => peers.flatMap((peer) => [groups.get(`${row}\n${peer}`) ?? []]));
  const find = (like: Measurement, peer: string) =>
    measurements.find((one) => one.row === like.row && one.round === like.round && one.peer === peer);
  const ofChat = (like: Measurement) =>
    measurements.find((one) => one.row === like.chat && one.round === like.round && one.peer === like.peer);
  return ordered
    .filter((group) => group.length > 0)
    .map((group) => {
      const over = (value: (one: Measurement) => number) => median(group.map(value).filter((n) => !Number.isNaN(n)));
      const against = (peer: string, value: (one: Measurement, other: Measurement) => number) =>
        over((one) => {
          const other = find(one, peer);
          return other === undefined ? Number.NaN : value(one, other);
        });
      return {
        row: group[0]!.row,
        peer: group[0]!.peer,
        rps: over((one) => one.rps),
        addedP50: against(DIRECT, (one, direct) => (one.loadBound ? Number.NaN : one.p50 - direct.p50)),
        addedP99: against(DIRECT, (one, direct) => (one.loadBound ? Number.NaN : one.p99 - direct.p99)),
        cpu: over((one) => one.cpu),
        peak: Math.max(...group.map((one) => one.peak)),
        chatRatio: over((one) => one.cpu / (ofChat(one)?.cpu ?? Number.NaN)),
        cpuRatio: against(LIMIT, (one, limit) => one.cpu / limit.cpu),
        rpsRatio: against(LIMIT, (one, limit) => one.rps / limit.rps),
        errors: group.reduce((sum, one) => sum + one.errors, 0),
      };
    });
}

/** Columns in step, numbers to the right; the first line is the head. */
export function table(lines: readonly (readonly (string | number)[])[]): string {
  const cells = lines.map((line) => line.map((cell) => (typeof cell === "number" ? short(cell) : cell)));
  const widths = (cells[0] ?? []).map((_, i) => Math.max(...cells.map((line) => (line[i] ?? "").length)));
  const isNumber = (i: number) => typeof lines[1]?.[i] === "number";
  return cells
    .map((line) =>
      line
        .map((cell, i) => (isNumber(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Three digits that matter; `-` where nothing was measured. */
export function short(number: number): string {
  if (!Number.isFinite(number)) return "-";
  const size = Math.abs(number);
  return number.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

export function rowTable(rows: readonly Row[]): string {
  const head = [
    "row",
    "peer",
    "req/s",
    "× limit",
    "+p50 ms",
    "+p99 ms",
    "cpu µs",
    "× limit",
    "× chat",
    "peak MiB",
    "errors",
  ];
  return table([
    head,
    ...rows.map((row) => [
      row.row,
      row.peer,
      row.rps,
      row.rpsRatio,
      row.addedP50,
      row.addedP99,
      row.cpu,
      row.cpuRatio,
      row.chatRatio,
      row.peak,
      String(row.errors),
    ]),
  ]);
}
