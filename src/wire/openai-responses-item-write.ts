/** Writes one item of a streamed answer each: what opens it, what is added to it, what closes it. */
import { isObject, type Json } from "./json.ts";
import { writeSeal } from "./openai-responses-seal.ts";
import {
  type Call,
  callItem,
  itemId,
  messageItem,
  type Place,
  reasoningItem,
  refusalPart,
  type Status,
  textPart,
} from "./openai-responses-items.ts";

type Open = Place & { readonly emit: (type: string, fields: Json) => void };

/** A message: texts and refusals, one part open at a time. */
export function messageWriter({ emit, ...place }: Open) {
  const { index } = place;
  const id = itemId("message", place);
  const content: Json[] = [];
  let kind: "text" | "refusal" | undefined;
  let whole = "";
  let logprobs: unknown[] = [];
  const at = () => ({ item_id: id, output_index: index, content_index: content.length });
  emit("response.output_item.added", { output_index: index, item: messageItem(place, "in_progress", []) });

  const openPart = (next: "text" | "refusal") => {
    if (kind === next) return;
    closePart();
    kind = next;
    emit("response.content_part.added", { ...at(), part: next === "text" ? textPart("") : refusalPart("") });
  };

  const closePart = () => {
    if (kind === undefined) return;
    const part = kind === "text" ? textPart(whole, logprobs) : refusalPart(whole);
    if (kind === "text") emit("response.output_text.done", { ...at(), text: whole, logprobs: logprobs.map(spoken) });
    else emit("response.refusal.done", { ...at(), refusal: whole });
    emit("response.content_part.done", { ...at(), part });
    content.push(part);
    kind = undefined;
    whole = "";
    logprobs = [];
  };

  return {
    index,
    text(delta: string, probabilities: readonly unknown[]): void {
      openPart("text");
      whole += delta;
      logprobs.push(...probabilities);
      emit("response.output_text.delta", { ...at(), delta, logprobs: probabilities.map(spoken) });
    },
    refuse(delta: string): void {
      openPart("refusal");
      whole += delta;
      emit("response.refusal.delta", { ...at(), delta });
    },
    close(status: Status): Json {
      closePart();
      const item = messageItem(place, status, content);
      emit("response.output_item.done", { output_index: index, item });
      return item;
    },
  };
}

/** In an event a token is told without its bytes, which stand in the whole. */
function spoken(token: unknown): unknown {
  if (!isObject(token)) return token;
  const { bytes: _, top_logprobs: others, ...told } = token;
  return Array.isArray(others) ? { ...told, top_logprobs: others.map(spoken) } : told;
}

/** Reasoning is told as its summary, which is what clients show. */
export function reasoningWriter({ emit, ...place }: Open) {
  const { index } = place;
  const at = { item_id: itemId("reasoning", place), output_index: index, summary_index: 0 };
  let whole = "";
  let sealed = writeSeal({});
  emit("response.output_item.added", { output_index: index, item: reasoningItem(place, "in_progress", "", undefined) });

  return {
    index,
    push(delta: string): void {
      if (delta === "") return;
      if (whole === "")
        emit("response.reasoning_summary_part.added", { ...at, part: { type: "summary_text", text: "" } });
      whole += delta;
      emit("response.reasoning_summary_text.delta", { ...at, delta });
    },
    seal(text: string): void {
      sealed = text;
    },
    close(status: Status): Json {
      if (whole !== "") {
        emit("response.reasoning_summary_text.done", { ...at, text: whole });
        emit("response.reasoning_summary_part.done", { ...at, part: { type: "summary_text", text: whole } });
      }
      const item = reasoningItem(place, status, whole, sealed);
      emit("response.output_item.done", { output_index: index, item });
      return item;
    },
  };
}

export type CallWriter = ReturnType<typeof callWriter>;

export function callWriter({ emit, ...place }: Open, call: Call) {
  const { index } = place;
  const custom = call.custom === true;
  const at = { item_id: itemId(custom ? "custom_tool_call" : "function_call", place), output_index: index };
  const words = custom ? "response.custom_tool_call_input" : "response.function_call_arguments";
  let whole = "";
  emit("response.output_item.added", { output_index: index, item: callItem(place, "in_progress", call) });

  return {
    index,
    push(delta: string): void {
      if (delta === "") return;
      whole += delta;
      emit(`${words}.delta`, { ...at, delta });
    },
    close(status: Status): Json {
      emit(`${words}.done`, custom ? { ...at, input: whole } : { ...at, name: call.name, arguments: whole });
      const item = callItem(place, status, { ...call, arguments: whole });
      emit("response.output_item.done", { output_index: index, item });
      return item;
    },
  };
}
