/** Whole answers of the Responses dialect, read and written. */
import type { Part } from "../model/part.ts";
import type { GatewayResponse, StopReason, Usage } from "../model/response.ts";
import { type Asked, Malformed } from "./codec.ts";
import { count, isObject, type Json, parseObject, text } from "./json.ts";
import {
  callItem,
  messageItem,
  readLogprobs,
  reasoningItem,
  refusalPart,
  responseId,
  responseObject,
  type Status,
  statusOf,
  textPart,
  writeLogprobs,
} from "./openai-responses-items.ts";
import { readReasoning } from "./openai-responses-parts.ts";
import { writeSeal } from "./openai-responses-seal.ts";

/** Throws `Malformed`, also for an answer that says it failed. */
export function readResponse(body: string): GatewayResponse {
  const root = parseObject(body);
  const { output } = root;
  if (root.status === "failed") throw new Malformed(`The answer failed: ${failureOf(root).message}`, "error");
  if (!Array.isArray(output)) throw new Malformed("The answer has no output", "output");
  const parts: Part[] = [];
  const logprobs: unknown[] = [];
  for (const [i, item] of output.entries()) {
    if (!isObject(item)) throw new Malformed("An item of the output is not an object", `output[${i}]`);
    parts.push(...readOutput(item, logprobs));
  }
  const usage = usageOf(root.usage);
  const called = parts.some((part) => part.type === "tool-call");
  return {
    id: text(root.id),
    model: text(root.model),
    created: createdIn(root),
    choices: [{ index: 0, parts, stop: stopOf(root, called), ...readLogprobs(logprobs) }],
    ...(usage === undefined ? {} : { usage }),
  };
}

export function createdIn({ created_at: at }: Json): number {
  return typeof at === "number" && at > 0 ? Math.floor(at) : 0;
}

export function failureOf({ error }: Json): { code: string; message: string } {
  const told = isObject(error) ? error : {};
  return { code: text(told.code) || "server_error", message: text(told.message) || "the provider does not say why" };
}

export function stopOf({ status, incomplete_details: details }: Json, called: boolean): StopReason {
  if (status !== "incomplete") return called ? "tool-calls" : "stop";
  const reason = isObject(details) ? details.reason : undefined;
  if (reason === "max_output_tokens") return "length";
  return reason === "content_filter" ? "content-filter" : "other";
}

function readOutput(item: Json, logprobs: unknown[]): Part[] {
  switch (item.type) {
    case "message":
      return contentOf(item).flatMap((part): Part[] => {
        if (part.type === "refusal") return [{ type: "refusal", text: text(part.refusal) }];
        if (part.type !== "output_text") return [];
        if (Array.isArray(part.logprobs)) logprobs.push(...part.logprobs);
        return [{ type: "text", text: text(part.text) }];
      });
    case "function_call":
    case "custom_tool_call":
      return [{ type: "tool-call", ...callIn(item) }];
    case "reasoning":
      return readReasoning(item, item.id);
    default:
      return [{ type: "other", kind: text(item.type), value: item }];
  }
}

export function contentOf({ content }: Json): readonly Json[] {
  return Array.isArray(content) ? content.filter(isObject) : [];
}

export function callIn(item: Json) {
  const custom = item.type === "custom_tool_call";
  const given = (custom ? item.input : item.arguments) ?? "";
  return {
    id: text(item.call_id) || text(item.id),
    name: text(item.name),
    arguments: typeof given === "string" ? given : JSON.stringify(given),
    ...(custom ? { custom } : {}),
    ...(typeof item.namespace === "string" ? { namespace: item.namespace } : {}),
  } as const;
}

/** The dialect has one answer to a request: the first choice. */
export function writeResponse(response: GatewayResponse, asked: Asked): string {
  const [choice] = response.choices;
  const stop = choice?.stop ?? "stop";
  const status = statusOf(stop);
  const output = writeOutput(choice?.parts ?? [], asked, status, writeLogprobs(choice?.logprobs));
  const { id, model, created, usage = {} } = response;
  const head = { id: responseId(id, asked), model: model || asked.model, created: created || asked.at };
  return JSON.stringify(responseObject(asked, head, { status, output, stop, usage }));
}

/** Only the last item can be incomplete. */
function writeOutput(parts: readonly Part[], asked: Asked, last: Status, logprobs: readonly unknown[]): Json[] {
  const items: ((status: Status) => Json)[] = [];
  let content: Json[] | undefined;
  let probabilities = logprobs;
  for (const part of parts) {
    const place = { asked, index: items.length };
    if (part.type === "text" || part.type === "refusal") {
      if (content === undefined) {
        const said: Json[] = [];
        content = said;
        items.push((status) => messageItem(place, status, said));
      }
      content.push(part.type === "text" ? textPart(part.text, probabilities) : refusalPart(part.text));
      if (part.type === "text") probabilities = [];
    } else if (part.type === "tool-call") {
      content = undefined;
      items.push((status) => callItem(place, status, part));
    } else if (part.type === "reasoning") {
      content = undefined;
      items.push((status) => reasoningItem(place, status, part.text, writeSeal(part)));
    }
  }
  return items.map((item, i) => item(i === items.length - 1 ? last : "completed"));
}

/** Throws `Malformed` when the body is no JSON object. */
export function readUsage(body: string): Usage | undefined {
  return usageOf(parseObject(body).usage);
}

export function usageOf(value: unknown): Usage | undefined {
  if (!isObject(value)) return undefined;
  const input = count(value.input_tokens);
  const output = count(value.output_tokens);
  if (input === undefined && output === undefined) return undefined;
  const { input_tokens_details: read, output_tokens_details: written } = value;
  const cached = isObject(read) ? count(read.cached_tokens) : undefined;
  const cacheWrite = isObject(read) ? count(read.cache_write_tokens) : undefined;
  const reasoning = isObject(written) ? count(written.reasoning_tokens) : undefined;
  return {
    input: input ?? 0,
    output: output ?? 0,
    ...(cached === undefined ? {} : { cached }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}
