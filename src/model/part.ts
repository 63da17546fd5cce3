/** What a message is made of, in no dialect's words. */

/** A request to the provider to keep the prompt up to here in its cache. */
export type CacheHint = { readonly type: string; readonly ttl?: string };

/** Where the bytes of an image or a document are. `file`: an id the vendor gave. */
export type Source =
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "base64"; readonly mediaType: string; readonly data: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "file"; readonly id: string };

export type TextPart = { readonly type: "text"; readonly text: string; readonly cache?: CacheHint };
export type ImagePart = {
  readonly type: "image";
  readonly source: Source;
  readonly detail?: string;
  readonly cache?: CacheHint;
};
export type DocumentPart = {
  readonly type: "document";
  readonly source: Source;
  readonly name?: string;
  /** The answer is to say where in it each thing stands. */
  readonly cited?: true;
  readonly cache?: CacheHint;
};
/**
 * `arguments` is the text the model wrote: JSON for a function, anything for a custom tool. `namespace` is the group the
 * tool was offered in.
 */
export type ToolCallPart = {
  readonly type: "tool-call";
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  readonly custom?: true;
  readonly namespace?: string;
  readonly cache?: CacheHint;
};
export type ToolResultPart = {
  readonly type: "tool-result";
  readonly id: string;
  /** The tool's name, where the dialect says it. */
  readonly name?: string;
  readonly parts: readonly Part[];
  readonly isError?: boolean;
  readonly custom?: true;
  readonly cache?: CacheHint;
};
/**
 * `signature` is the vendor's proof over the text: such a part travels unaltered or not at all. `sealed` is reasoning that
 * only the vendor can read.
 */
export type ReasoningPart = {
  readonly type: "reasoning";
  readonly text: string;
  readonly signature?: string;
  readonly sealed?: string;
};
export type RefusalPart = { readonly type: "refusal"; readonly text: string };
/** A part there is no word for here (audio, a vendor's own tool at work, …); its text is still classified. */
export type OtherPart = { readonly type: "other"; readonly kind: string; readonly value: unknown };

export type Part =
  TextPart | ImagePart | DocumentPart | ToolCallPart | ToolResultPart | ReasoningPart | RefusalPart | OtherPart;

export const ROLES = ["system", "user", "assistant", "tool"] as const;
export type Role = (typeof ROLES)[number];

/** A `tool` message holds tool results and nothing else. */
export type Message = { readonly role: Role; readonly parts: readonly Part[]; readonly name?: string };
