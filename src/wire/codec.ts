import type { Chat } from "../model/chat.ts";
import type { Need } from "../model/need.ts";
import type { Dialect, Piece } from "../model/request.ts";
import type { GatewayResponse, StreamEvent, Usage } from "../model/response.ts";
import type { Slot } from "../model/slot.ts";

/** An error on its way to a client. `param` is the field of the request that is wrong, such as `messages[2].role`. */
export type WireError = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly param?: string;
};

/** What a codec throws for a body that is not of its dialect; a door answers it with the dialect's 400. */
export class Malformed extends Error {
  readonly param: string | undefined;

  constructor(message: string, param?: string) {
    super(message);
    this.name = "Malformed";
    this.param = param;
  }
}

/** What a piece of a body says: its texts, and what it asks of a model. */
export type Said = { readonly slots: readonly Slot[]; readonly needs: readonly Need[] };

/** What the end of a stream told. */
export type StreamEnd = {
  /** It ended as the dialect says it must. */
  readonly terminated: boolean;
  /** A choice gave its reason to stop: the answer is whole, even where the terminator is missing. */
  readonly stopped: boolean;
  readonly usage?: Usage;
};

/** One dialect, in both directions: the gateway serves it and speaks it. Pure. */
export type Codec = {
  readonly dialect: Dialect;
  /** Where a provider takes requests of this dialect, under its URL. */
  readonly path: string;
  /** The fields of a body whose elements are looked at one by one; the first is the list of messages, and required. */
  readonly lists: readonly [string, ...string[]];
  /** Reads one piece of a body, and checks it. Throws `Malformed`. */
  read(piece: Piece): Said;
  /** Reads a body that has been checked in full, for a translation. Throws `Malformed`. */
  readChat(body: string): Chat;
  /** A body made from what was said, for a provider of this dialect when the client spoke another. */
  writeChat(chat: Chat, model: string): string;
  /** Throws `Malformed`. */
  readResponse(body: string): GatewayResponse;
  writeResponse(response: GatewayResponse): string;
  /** The tokens a whole answer reports, without reading the rest of it into parts. */
  readUsage(body: string): Usage | undefined;
  /** A reader of one stream: takes each event's data in turn. Throws `Malformed`. */
  eventReader(): (data: string) => StreamEvent[];
  /** A writer of one stream: the bytes on the wire for each event, framing included; `end` writes the terminator. */
  eventWriter(): (event: StreamEvent) => string;
  /** Reads the last events of a stream, as text off the wire (possibly starting in mid-event). */
  readStreamEnd(tail: string): StreamEnd;
  writeError(error: WireError): string;
  /** The frames that end a broken stream properly: an error event and the terminator. */
  writeStreamError(error: WireError): string;
};
