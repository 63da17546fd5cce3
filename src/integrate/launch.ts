/**
 * How a client is started so that it talks to the gateway for one run: by flags, environment and one file of ours, never
 * by an edit of the user's. Data: nothing is written and nothing is started in this room.
 */

/** What a client shall talk to, and as whom. */
export type Wish = {
  /** The gateway's address, without a path. */
  readonly url: string;
  /** Absent: the client's own choice holds. */
  readonly model?: string;
  /** How much that model takes at once, tokens, where it is known: clients guess too high for a name they do not know. */
  readonly context?: number;
  /** What can be asked for, for a client that shows a list. */
  readonly models: readonly string[];
  /** What the client shows as its key. Absent: its own login goes through the gateway to its vendor. */
  readonly key?: string;
  /** The gateway's token, beside the client's own login. */
  readonly token?: string;
  /** The environment the client would have had. */
  readonly env: Readonly<Record<string, string | undefined>>;
};

export type Launch = {
  /** Before those of the user's own. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** More of the environment, which nobody is shown. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Of the user's environment, what the client must not see. */
  readonly unset?: readonly string[];
  /** A file that the client reads; its path follows the last of `args`. No secret stands in it. */
  readonly file?: { readonly name: string; readonly text: string };
};

export type Target = {
  /** As receipts name it. */
  readonly name: string;
  /** What else it is called. */
  readonly aliases: readonly string[];
  readonly title: string;
  readonly program: string;
  /** Its name at npm. */
  readonly package: string;
  /** Where its own login goes to, if that may go through the gateway. */
  readonly login?: "anthropic-messages" | "openai-responses";
  /** Absent where it speaks no dialect that the gateway serves. */
  readonly launch?: (wish: Wish) => Launch;
};

/** Where a launched client finds the key it shows, when its configuration names a variable. */
export const KEY_VARIABLE = "GATEWAY_CLIENT_KEY";

/** The header by which a client is known, whatever its requests look like. */
export const NAME_HEADER = "x-gateway-client";

/** A token beside the client's own key stands in the header that no vendor of these clients reads. */
export const TOKEN_HEADER = "api-key";
