import type { Chat } from "../model/chat.ts";
import type { Need } from "../model/need.ts";
import type { Dialect, GatewayRequest, Piece } from "../model/request.ts";
import type { GatewayResponse, StreamEvent, Usage } from "../model/response.ts";
import type { Slot } from "../model/slot.ts";
import type { Says } from "./features.ts";
import type { SseEvent } from "./sse.ts";

/** An error on its way to a client. `param` is the field of the request that is wrong, such as `messages[2].role`. */
export type WireError = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly param?: string;
  /** The receipt's id, for a dialect whose errors say which request they are of. */
  readonly receipt?: string;
  /** Where the dialect has a place for them: why, and what to do about it. */
  readonly because?: string;
  readonly hint?: string;
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
export type Said = {
  readonly slots: readonly Slot[];
  readonly needs: readonly Need[];
  /** It holds what nobody here can read: a sound, a file. */
  readonly opaque?: true;
};

/** What the end of a stream told. */
export type StreamEnd = {
  /** It ended as the dialect says it must. */
  readonly terminated: boolean;
  /** A choice gave its reason to stop: the answer is whole, even where the terminator is missing. */
  readonly stopped: boolean;
  /** It told its own failure as the dialect does: its client knows, and needs no other word for it. */
  readonly failed?: true;
  readonly usage?: Usage;
};

/** What the writing of an answer must know of the request it answers. */
export type Asked = {
  readonly chat: Chat;
  /** The model as the client named it. */
  readonly model: string;
  /** Unix seconds. */
  readonly at: number;
  /** Of this request: what a dialect may make ids of. */
  readonly id: string;
};

/**
 * How chats are said in a dialect, in both directions. A body, an answer or a stream is read into words of no dialect and
 * written from them.
 */
export type ChatCodec = {
  readonly says: Says;
  /** Reads a body that has been checked in full. Throws `Malformed`. */
  readChat(body: string): Chat;
  /** For a provider of this dialect when the client spoke another. What `says` calls dropped is not written. */
  writeChat(chat: Chat, model: string): string;
  /** Throws `Malformed`. */
  readResponse(body: string): GatewayResponse;
  writeResponse(response: GatewayResponse, asked: Asked): string;
  /** A reader of one stream: takes each event in turn, as the framing gave it. Throws `Malformed`. */
  eventReader(): (event: SseEvent) => readonly StreamEvent[];
  /** A writer of one stream: the text on the wire for each event, framing included; `end` writes the terminator. */
  eventWriter(asked: Asked): (event: StreamEvent) => string;
};

/** One dialect at the door and towards providers. Pure. */
export type Codec = {
  readonly dialect: Dialect;
  /** Where a provider takes requests of this dialect, under its URL. */
  readonly path: string;
  /** How its streams are cut into events: server-sent events, or a JSON text a line. */
  readonly framing: "sse" | "lines";
  /** Whether an answer streams when the request does not say. */
  readonly streams: boolean;
  /** The status with which its clients show a refusal by policy at once, without asking again. */
  readonly refusal: 400 | 451;
  /** The client's headers that are part of the dialect, and go with a request to a provider that speaks it too. */
  readonly headers: readonly string[];
  /** Queries after the path that are part of it too, such as `?beta=true`. */
  readonly queries?: readonly string[];
  /** What every request of it asks of a model; absent, nothing that is known of models. */
  readonly need?: Need;
  /** The fields of a body whose elements are looked at one by one; the first is the list of messages, and required. */
  readonly lists: readonly [string, ...string[]];
  /** A request without messages means something: that a model is to be loaded. */
  readonly mayBeEmpty?: true;
  /** Reads one piece of a body, and checks it. Throws `Malformed`. */
  read(piece: Piece): Said;
  /** The answer that needs no model, where there is one: it is given when no provider takes the request as it is. */
  ownAnswer?(request: GatewayRequest, at: number): string | undefined;
  /** The tokens a whole answer reports, without reading the rest of it into parts. Throws `Malformed` when it is no JSON. */
  readUsage(body: string): Usage | undefined;
  /** Reads the last events of a stream, as text off the wire (possibly starting in mid-event). */
  readStreamEnd(tail: string): StreamEnd;
  /** The text that ends a stream whose terminator is missing. */
  readonly terminator: string;
  writeError(error: WireError): string;
  /** The frames that end a broken stream properly: an error event and the terminator. */
  writeStreamError(error: WireError): string;
  /** Of a provider's error body, what it says; undefined when that cannot be told. */
  readError(body: string): string | undefined;
  /**
   * A client's body without what other vendors' models thought. It stands in the history under marks of ours, and the
   * vendor of the dialect would refuse it. Undefined where there is none. Throws `Malformed`.
   */
  readonly withoutForeign?: (body: string, model: string) => string | undefined;
  /** Absent where requests are no chats. */
  readonly chat?: ChatCodec;
};
