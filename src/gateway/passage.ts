/** What happens to a stream on its way through: it is relayed as it is, or told again in the client's dialect. */
import type { GatewayResponse, StreamEvent, Usage } from "../model/response.ts";
import type { Asked, ChatCodec, Codec } from "../wire/codec.ts";
import { frameReader } from "../wire/frames.ts";
import { relay } from "../wire/relay.ts";
import { restoreEvents } from "../wire/tool-names.ts";

/** `failed`: the client has been told by the provider itself that the answer is not whole. */
type End = { readonly whole: boolean; readonly failed?: true; readonly rest: string; readonly usage?: Usage };

export type Passage = {
  /** What may go on to the client now. Throws when the stream cannot be read, or says itself that it failed. */
  push(chunk: Uint8Array): Uint8Array | undefined;
  /** After the last chunk: whether the answer was whole, and what is still to be written then. */
  end(): End;
};

/** A provider's stream said that it failed. */
export class ToldFailure extends Error {}

const ENCODER = new TextEncoder();

/** For a provider that speaks the client's dialect: bytes, whole events at a time. */
export function relayed(codec: Codec): Passage {
  const bytes = relay(codec.framing);
  return {
    push: (chunk) => bytes.push(chunk),
    end() {
      const { terminated, stopped, failed, usage } = codec.readStreamEnd(bytes.tail());
      const counted = usage === undefined ? {} : { usage };
      if (failed && bytes.held() === 0) return { whole: false, failed, rest: "", ...counted };
      // some servers end after the last choice has stopped and leave the terminator out
      const whole = bytes.held() === 0 && (terminated || stopped);
      return { whole, rest: whole && !terminated ? codec.terminator : "", ...counted };
    },
  };
}

/** For a provider that speaks another. */
export function retold(spoken: Codec & { chat: ChatCodec }, heard: ChatCodec, asked: Asked): Passage {
  const frames = frameReader(spoken.framing);
  const read = spoken.chat.eventReader();
  const restore = restoreEvents(asked.chat);
  const write = heard.eventWriter(asked);
  let usage: Partial<Usage> | undefined;
  let stopped = false;
  let ended = false;

  const tell = (event: StreamEvent): string => {
    if (ended) return "";
    if (event.type === "error") throw new ToldFailure(event.message);
    if (event.type === "usage") usage = { ...usage, ...event.usage };
    if (event.type === "stop") stopped = true;
    if (event.type === "end") ended = true;
    let text = "";
    for (const told of restore(event)) text += write(told);
    return text;
  };

  return {
    push(chunk) {
      let text = "";
      for (const frame of frames.push(chunk)) for (const event of read(frame)) text += tell(event);
      return text === "" ? undefined : ENCODER.encode(text);
    },
    end() {
      const whole = ended || stopped;
      const rest = whole && !ended ? tell({ type: "end" }) : "";
      return { whole, rest, ...(usage === undefined ? {} : { usage: { input: 0, output: 0, ...usage } }) };
    },
  };
}

/** A whole answer as the events that would have told it. */
export function eventsOf(response: GatewayResponse): StreamEvent[] {
  const { id, model, created, usage } = response;
  const events: StreamEvent[] = [{ type: "start", id, model, created }];
  for (const { index: choice, parts, stop, sequence, ...rest } of response.choices) {
    let call = 0;
    // of all the choice's tokens, so they are told once
    let probable = rest.logprobs === undefined ? {} : { logprobs: rest.logprobs };
    for (const part of parts) {
      if (part.type === "refusal") events.push({ type: "refusal", choice, text: part.text });
      else if (part.type === "text") {
        events.push({ type: "text", choice, text: part.text, ...probable });
        probable = {};
      }
      if (part.type === "reasoning") {
        const { text, signature, sealed } = part;
        if (text !== "") events.push({ type: "reasoning", choice, text });
        if (signature !== undefined) events.push({ type: "seal", choice, signature });
        if (sealed !== undefined) events.push({ type: "seal", choice, sealed });
      } else if (part.type === "tool-call") {
        const { type, cache: _, ...own } = part;
        events.push({ type, choice, call: call++, ...own });
      }
    }
    events.push({ type: "stop", choice, reason: stop, ...(sequence === undefined ? {} : { sequence }) });
  }
  if (usage !== undefined) events.push({ type: "usage", usage });
  return [...events, { type: "end" }];
}
