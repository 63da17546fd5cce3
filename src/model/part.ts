/** What a message is made of, in no dialect's words. */

/** A request to the provider to keep the prompt up to here in its cache. */
export type CacheHint = { readonly type: string; readonly ttl?: string };

export type ImageSource =
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "base64"; readonly mediaType: string; readonly data: string };

export type TextPart = { readonly type: "text"; readonly text: string; readonly cache?: CacheHint };
export type ImagePart = {
  readonly type: "image";
  readonly source: ImageSource;
  readonly detail?: string;
  readonly cache?: CacheHint;
};
/** `arguments` is the text the model wrote: JSON for a function, anything for a custom tool. */
export type ToolCallPart = {
  readonly type: "tool-call";
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  readonly custom?: true;
  readonly cache?: CacheHint;
};
export type ToolResultPart = {
  readonly type: "tool-result";
  readonly id: string;
  readonly parts: readonly Part[];
  readonly isError?: boolean;
  readonly cache?: CacheHint;
};
/** `signature` is the vendor's proof over the text: such a part travels unaltered or not at all. */
export type ReasoningPart = { readonly type: "reasoning"; readonly text: string; readonly signature?: string };
export type RefusalPart = { readonly type: "refusal"; readonly text: string };
/** A part this build has no word for (audio, file, …); its text is still classified. */
export type OtherPart = { readonly type: "other"; readonly kind: string; readonly value: unknown };

export type Part = TextPart | ImagePart | ToolCallPart | ToolResultPart | ReasoningPart | RefusalPart | OtherPart;

export const ROLES = ["system", "user", "assistant", "tool"] as const;
export type Role = (typeof ROLES)[number];

export type Message = { readonly role: Role; readonly parts: readonly Part[]; readonly name?: string };
