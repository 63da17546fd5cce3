/**
 * Server-sent events, read and written as the WHATWG HTML standard says (§9.2.6, interpreting an event stream): any
 * chunking, LF, CR and CRLF, comments, several data lines to an event, a byte order mark at the start.
 */

export type SseEvent = { readonly event: string; readonly data: string; readonly id?: string };

export type SseReader = {
  /** Throws `RangeError` when one event grows beyond the limit. */
  push(chunk: Uint8Array): SseEvent[];
};

/** The longest event taken, UTF-16 units. */
const EVENT_MAX = 16 << 20;

const LINE_END = /\r\n|\n|\r/g;

export function sseReader(limit = EVENT_MAX): SseReader {
  const decoder = new TextDecoder();
  // joined when the line ends: a long one that comes in small pieces is not gone through again with each
  let pieces: string[] = [];
  let held = 0;
  let event = "";
  let data: string[] = [];
  let size = 0;
  let id: string | undefined;

  function field(line: string): void {
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const start = colon < 0 ? line.length : line.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1;
    const value = line.slice(start);
    if (name === "data") {
      data.push(value);
      size += value.length;
      if (size > limit) throw tooLong(limit);
    } else if (name === "event") event = value;
    else if (name === "id" && !value.includes("\0")) id = value;
  }

  function dispatch(into: SseEvent[]): void {
    if (data.length > 0) {
      const kept = id === undefined ? {} : { id };
      into.push({ event: event === "" ? "message" : event, data: data.join("\n"), ...kept });
    }
    event = "";
    data = [];
    size = 0;
  }

  return {
    push(chunk) {
      const added = decoder.decode(chunk, { stream: true });
      // a CR that was held back may be a line's end
      const isHeld = pieces.at(-1)?.endsWith("\r") === true;
      const text = isHeld || /[\r\n]/.test(added) ? pieces.join("") + added : undefined;
      if (text === undefined) {
        if (added !== "") pieces.push(added);
        held += added.length;
        if (held > limit) throw tooLong(limit);
        return [];
      }
      const events: SseEvent[] = [];
      let from = 0;
      LINE_END.lastIndex = Math.max(0, held - 1);
      for (let end = LINE_END.exec(text); end !== null; end = LINE_END.exec(text)) {
        // a CR at the very end may be the first half of a CRLF
        if (end[0] === "\r" && LINE_END.lastIndex === text.length) break;
        if (end.index === from) dispatch(events);
        else field(text.slice(from, end.index));
        from = LINE_END.lastIndex;
      }
      const rest = text.slice(from);
      pieces = rest === "" ? [] : [rest];
      held = rest.length;
      if (held > limit) throw tooLong(limit);
      return events;
    },
  };
}

/** One event, as bytes on the wire read it. */
export function writeSse(data: string, event?: string): string {
  const name = event === undefined ? "" : `event: ${event}\n`;
  return `${name}${data
    .split("\n")
    .map((line) => `data: ${line}\n`)
    .join("")}\n`;
}

function tooLong(limit: number): RangeError {
  return new RangeError(`the provider sent an event longer than ${limit} bytes`);
}
