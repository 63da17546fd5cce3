/** A chat of one dialect, carried to a provider of another: how, with which losses, and whether at all. */
import type { Chat } from "../model/chat.ts";
import type { Way } from "../model/plan.ts";
import type { Dialect, GatewayRequest } from "../model/request.ts";
import { codecFor } from "./codecs.ts";
import { type Losses, lossesOf } from "./losses.ts";
import { without } from "./json.ts";
import { withPlainTools } from "./tool-names.ts";

/** Which dialects know custom tools and namespaces themselves. */
const KEEPS_TOOLS = "openai-responses";

/** What was read once for the plan is there for the run. */
const CHATS = new WeakMap<GatewayRequest, Chat>();

/** Throws `Malformed`. */
export function chatOf(request: GatewayRequest): Chat | undefined {
  let chat = CHATS.get(request);
  if (chat === undefined) {
    chat = codecFor(request.dialect).chat?.readChat(request.body);
    if (chat !== undefined) CHATS.set(request, chat);
  }
  return chat;
}

/**
 * The way to a provider that speaks these dialects: its own, else the first that can say the request; `refused` says why
 * there is none. Throws `Malformed`.
 */
export function wayTo(speaks: readonly Dialect[], request: GatewayRequest): Way {
  if (speaks.includes(request.dialect)) return { dialect: request.dialect };
  const codecs = speaks.map(codecFor).filter((one) => one.chat !== undefined);
  if (codecs.length === 0 || codecFor(request.dialect).chat === undefined)
    return { refused: `it does not speak ${request.dialect}` };
  if (request.messages === 0) return { refused: "it loads a model when it is asked something" };
  const chat = chatOf(request);
  if (chat === undefined) return { refused: `it does not speak ${request.dialect}` };
  const reasons: string[] = [];
  for (const { dialect, chat: codec } of codecs) {
    const { dropped, refused }: Losses = lossesOf(chat, codec!.says);
    if (refused === undefined) return without({ dialect, dropped: dropped.length === 0 ? undefined : dropped });
    reasons.push(`${dialect} cannot say ${refused}`);
  }
  return { refused: reasons.join(", ") };
}

/** Whether a request can be answered without a model. */
export function answersItself(request: GatewayRequest): boolean {
  return codecFor(request.dialect).ownAnswer?.(request, 0) !== undefined;
}

/** The body for a provider of another dialect. */
export function translated(request: GatewayRequest, to: Dialect, model: string): string {
  const chat = chatOf(request);
  const codec = codecFor(to).chat;
  if (chat === undefined || codec === undefined) throw new Error(`${request.dialect} is not translated to ${to}`);
  return codec.writeChat(to === KEEPS_TOOLS ? chat : withPlainTools(chat), model);
}
