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
  // joined when the line ends: a long one that comes in small pieces is not gone through again with each
  let pieces: string[] = [];
  let size = 0;
  return {
    push(chunk) {
      const text = decoder.decode(chunk, { stream: true });
      const end = text.lastIndexOf("\n") + 1;
      const lines = end === 0 ? [] : (pieces.join("") + text.slice(0, end)).split("\n");
      if (end > 0) {
        pieces = [];
        size = 0;
      }
      pieces.push(text.slice(end));
      size += text.length - end;
      if (size > limit) throw new RangeError(`the provider sent a line longer than ${limit} bytes`);
      const events: SseEvent[] = [];
      for (const line of lines) if (line.trim() !== "") events.push({ event: "message", data: line.trim() });
      return events;
    },
  };
}
