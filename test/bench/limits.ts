/** What the gateway is to keep to, as ratios within one run where a ratio is possible, and what it came to. */
import type { ColdStart } from "./cold-start.ts";
import type { Endurance } from "./endurance.ts";
import type { LongConversation } from "./long-conversation.ts";
import { PACED, rowOf } from "./matrix.ts";
import { LIMIT, median, type Row } from "./report.ts";

export type Limit = {
  readonly what: string;
  readonly limit: number;
  /** Above the limit is wrong, or below it. */
  readonly at: "most" | "least";
  /** NaN where it was not measured. */
  readonly measured: number;
};

export type Findings = {
  readonly rows: readonly Row[];
  readonly long: readonly LongConversation[];
  readonly cold: readonly ColdStart[];
  readonly endurance: readonly Endurance[];
};

const WHOLE = "1 KB whole c=32";
const STREAM = "1 KB stream c=32";

/** `name` is the gateway's row that is judged. */
export function limits(name: string, { rows, long, cold, endurance }: Findings): readonly Limit[] {
  const of = (row: string, peer = name) => rows.find((one) => one.row === row && one.peer === peer);
  const chunk = (peer: string) => (of(PACED, peer)?.cpu ?? Number.NaN) - (of(WHOLE, peer)?.cpu ?? Number.NaN);
  const crowd = "1 KB whole c=256";
  const lasted = endurance.find((one) => one.peer === name);
  // a collection just before or after a mark moves it by a tenth: three marks at each end say more than one
  const memory = lasted?.after.map((one) => one.memory) ?? [];
  const [first, last] = [median(memory.slice(0, 3)), median(memory.slice(-3))];
  const start = (what: string) => cold.find((one) => one.what === what)?.cpuMs;
  const same = (row: string) => of(rowOf("messages", row))?.chatRatio;
  const told = (row: string) => of(rowOf("chat → messages", row))?.chatRatio;
  const all: readonly (readonly [string, Limit["at"], number, number | undefined])[] = [
    ["CPU, 1 KB, × pass-through", "most", 2.1, of(WHOLE)?.cpuRatio],
    ["CPU, 100 KB first turn, × pass-through", "most", 8, of("100 KB first turn whole c=32")?.cpuRatio],
    ["CPU, 100 KB known history, × pass-through", "most", 2.5, of("100 KB known history whole c=32")?.cpuRatio],
    ["CPU, a streamed chunk, × pass-through", "most", 1.5, chunk(name) / chunk(LIMIT)],
    ["added p50 at concurrency 1, ms", "most", 0.6, of("1 KB whole c=1")?.addedP50],
    ["planning a second turn of 400 KB, × the first", "most", 0.15, long.find((one) => one.peer === name)?.planned],
    ["req/s at concurrency 256, × pass-through", "least", 0.45, of(crowd)?.rpsRatio],
    [
      "req/s at concurrency 256, × portkey",
      "least",
      10,
      (of(crowd)?.rps ?? Number.NaN) / (of(crowd, "portkey")?.rps ?? Number.NaN),
    ],
    ["memory, last three marks × first three", "most", 1.1, last / first],
    ["peak memory over the endurance run, MiB", "most", 150, lasted?.peak],
    ["CPU, messages to messages, × chat to chat", "most", 1.2, same(WHOLE)],
    ["CPU, the same with a stream of 200 chunks", "most", 1.2, same(STREAM)],
    ["CPU, chat to messages, × chat to chat", "most", 2, told(WHOLE)],
    ["CPU, the same with a stream of 200 chunks", "most", 2, told(STREAM)],
    ["CPU of version, ms", "most", 12, start("gateway version")],
    ["CPU to the first answer of serve, ms", "most", 120, start(`${name}: first answer`)],
  ];
  return all.map(([what, at, limit, measured = Number.NaN]) => ({ what, at, limit, measured }));
}

/** `kept`, `missed`, or `not measured`. */
export function verdict({ at, limit, measured }: Limit): string {
  if (Number.isNaN(measured)) return "not measured";
  return (at === "most" ? measured <= limit : measured >= limit) ? "kept" : "missed";
}
