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

export function sseReader(limit = EVENT_MAX): SseReader {
  const decoder = new TextDecoder();
  // joined when the line ends: a long one that comes in small pieces is not gone through again with each
  let pieces: string[] = [];
  let held = 0;
  let event = "";
  let data: string[] = [];
  let size = 0;
  let id: string | undefined;

  function take(value: string): void {
    data.push(value);
    size += value.length;
    if (size > limit) throw tooLong(limit);
  }

  function field(line: string): void {
    if (line.startsWith("data: ")) {
      take(line.slice(6));
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const start = colon < 0 ? line.length : line.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1;
    const value = line.slice(start);
    if (name === "data") take(value);
    else if (name === "event") event = value;
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
      // each is looked for again only once it is passed: a text may have none of the one, and very many of the other
      const start = Math.max(0, held - 1);
      let lf = place(text, "\n", start);
      let cr = place(text, "\r", start);
      for (let end = Math.min(lf, cr); end < text.length; end = Math.min(lf, cr)) {
        // a CR at the very end may be the first half of a CRLF
        if (end === cr && end + 1 === text.length) break;
        if (end === from) dispatch(events);
        else field(text.slice(from, end));
        from = end + (end === cr && end + 1 === lf ? 2 : 1);
        if (lf < from) lf = place(text, "\n", from);
        if (cr < from) cr = place(text, "\r", from);
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
  // JSON has no line breaks of its own: nearly every event is one line
  if (!data.includes("\n")) return `${name}data: ${data}\n\n`;
  return `${name}${data
    .split("\n")
    .map((line) => `data: ${line}\n`)
    .join("")}\n`;
}

/** Where it stands next; the text's length where it does not. */
function place(text: string, sign: string, from: number): number {
  const at = text.indexOf(sign, from);
  return at < 0 ? text.length : at;
}

function tooLong(limit: number): RangeError {
  return new RangeError(`the provider sent an event longer than ${limit} bytes`);
}
