/** Writes streamed answers of the Responses dialect: every item and every part of it opens once and closes once. */
import type { StopReason, StreamEvent, Usage } from "../model/response.ts";
import type { Asked } from "./codec.ts";
import type { Json } from "./json.ts";
import {
  type Body,
  type Head,
  responseId,
  responseObject,
  type Status,
  statusOf,
  writeLogprobs,
} from "./openai-responses-items.ts";
import { type CallWriter, callWriter, messageWriter, reasoningWriter } from "./openai-responses-item-write.ts";
import { writeSeal } from "./openai-responses-seal.ts";
import { writeSse } from "./sse.ts";

/** Of the vendor's words for a failure those that another provider may mean too; any other is the server's. */
const FAILURES: ReadonlySet<string> = new Set(["server_error", "rate_limit_exceeded", "invalid_prompt"]);

export function eventWriter(asked: Asked): (event: StreamEvent) => string {
  let head: Head = { id: responseId("", asked), model: asked.model, created: asked.at };
  let state: "new" | "open" | "ended" = "new";
  let sequence = 0;
  let wire = "";
  let index = 0;
  /** By their indexes; filled as items close. */
  const output: Json[] = [];
  /** What is being said or thought; calls may run beside it, and beside each other. */
  let message: ReturnType<typeof messageWriter> | undefined;
  let thought: ReturnType<typeof reasoningWriter> | undefined;
  const calls = new Map<number, CallWriter>();
  let usage: Partial<Usage> = {};
  let stop: StopReason = "stop";

  const emit = (type: string, fields: Json): void => {
    wire += writeSse(JSON.stringify({ type, sequence_number: sequence++, ...fields }), type);
  };
  const place = () => ({ asked, index: index++, emit });
  const tellWhole = (type: string, body: Omit<Body, "output">) =>
    emit(type, { response: responseObject(asked, head, { ...body, output: output.filter(Boolean) }) });

  const start = () => {
    if (state !== "new") return;
    state = "open";
    tellWhole("response.created", { status: "in_progress" });
    tellWhole("response.in_progress", { status: "in_progress" });
  };

  const close = (open: { readonly index: number; close(status: Status): Json } | undefined, status: Status) => {
    if (open !== undefined) output[open.index] = open.close(status);
  };
  const closeSaid = (status: Status = "completed") => {
    close(message, status);
    message = undefined;
  };
  const closeThought = (status: Status = "completed") => {
    close(thought, status);
    thought = undefined;
  };
  const closeAll = (status: Status) => {
    const open = [message, thought, ...calls.values()].filter((one) => one !== undefined);
    // only what was cut off last is not whole
    for (const one of open.toSorted((a, b) => a.index - b.index))
      close(one, one.index === index - 1 ? status : "completed");
    message = undefined;
    thought = undefined;
    calls.clear();
  };

  const speak = () => {
    closeThought();
    return (message ??= messageWriter(place()));
  };
  const think = () => {
    closeSaid();
    return (thought ??= reasoningWriter(place()));
  };

  const call = (event: Extract<StreamEvent, { type: "tool-call" }>) => {
    let open = calls.get(event.call);
    if (open === undefined) {
      closeSaid();
      closeThought();
      const { id = "", name = "", namespace, custom } = event;
      const more = { ...(namespace === undefined ? {} : { namespace }), ...(custom === undefined ? {} : { custom }) };
      open = callWriter(place(), { id, name, arguments: "", ...more });
      calls.set(event.call, open);
    }
    open.push(event.arguments);
  };

  const end = () => {
    const status = statusOf(stop);
    closeAll(status);
    tellWhole(`response.${status}`, { status, stop, usage });
    state = "ended";
  };

  const fail = (code: string, message: string) => {
    closeAll("incomplete");
    tellWhole("response.failed", {
      status: "failed",
      usage,
      error: { code: FAILURES.has(code) ? code : "server_error", message },
    });
    state = "ended";
  };

  const tell = (event: StreamEvent): void => {
    if (event.type === "start") {
      if (state !== "new") return;
      const { id, model, created } = event;
      head = { id: responseId(id, asked), model: model || asked.model, created: created || asked.at };
    }
    start();
    switch (event.type) {
      case "start":
        return;
      case "text":
        return speak().text(event.text, writeLogprobs(event.logprobs));
      case "refusal":
        return speak().refuse(event.text);
      case "reasoning":
        return think().push(event.text);
      case "seal": {
        if (event.signature !== undefined || event.sealed !== undefined) think().seal(writeSeal(event));
        return closeThought();
      }
      case "tool-call":
        return call(event);
      case "stop":
        stop = event.reason;
        return closeAll(statusOf(stop));
      case "usage":
        usage = { ...usage, ...event.usage };
        return;
      case "error":
        return fail(event.code, event.message);
      case "end":
        return end();
    }
  };

  return (event) => {
    // the dialect has one answer to a request
    if (state === "ended" || ("choice" in event && event.choice !== 0)) return "";
    wire = "";
    tell(event);
    return wire;
  };
}
