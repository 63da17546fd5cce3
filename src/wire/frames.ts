/** The two ways in which streams are cut into events: server-sent events, and a JSON text a line. */
import type { Codec } from "./codec.ts";
import { type SseEvent, type SseReader, sseReader } from "./sse.ts";

export function frameReader(framing: Codec["framing"]): SseReader {
  return framing === "sse" ? sseReader() : lineReader();
}

/** The longest line taken, UTF-16 units. */
const LINE_MAX = 16 << 20;

/** A line is an event without a name. Throws `RangeError` when one grows beyond the limit. */
export function lineReader(limit = LINE_MAX): SseReader {
  const decoder = new TextDecoder();
  let rest = "";
  return {
    push(chunk) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > limit) throw new RangeError(`the provider sent a line longer than ${limit} bytes`);
      const events: SseEvent[] = [];
      for (const line of lines) if (line.trim() !== "") events.push({ event: "message", data: line.trim() });
      return events;
    },
  };
}
