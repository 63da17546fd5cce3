/** Who asks: by the gateway's own token, by the name it gives itself, or by the program it says it is. */
import { isToken, tokenHash } from "../kit/token.ts";
import type { Config } from "../model/config.ts";
import type { Credential } from "../provider/call.ts";

export type Client = {
  readonly name: string;
  /** Whether it showed a token that the configuration knows. */
  readonly proven: boolean;
  /** A key that is not one of the gateway's: it may go to its own vendor. */
  readonly credential?: () => Credential;
};

export type Identify = (headers: Headers) => Client;

/** What a client may call itself in `x-gateway-client`. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** Where clients put their keys. */
const KEY_HEADERS = ["authorization", "x-api-key", "api-key"];

const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/^claude-cli\//, "claude-code"],
  [/^claude-code\//, "claude-code"],
  [/^codex/, "codex"],
  [/^opencode\//, "opencode"],
  [/^continue/i, "continue"],
  [/^GeminiCLI/, "gemini-cli"],
  [/^n8n/, "n8n"],
];

/**
 * `clients`: by name, with the hash of the token each was given. A token may stand beside a key of the client's own; what
 * has a token's form is never taken for a key, so that one which was revoked reaches no provider either.
 */
export function identifier(clients: Config["clients"]): Identify {
  const byToken = new Map(
    Object.entries(clients).flatMap(([name, { token }]) => (token ? [[token, name] as const] : [])),
  );
  return (headers) => {
    let owner: string | undefined;
    let keys: Record<string, string> | undefined;
    for (const header of KEY_HEADERS) {
      const value = headers.get(header);
      if (value === null) continue;
      const key = value.replace(/^Bearer\s+/i, "");
      const known = byToken.size === 0 ? undefined : byToken.get(tokenHash(key));
      owner ??= known;
      if (known === undefined && !isToken(key)) (keys ??= {})[header] = value;
    }
    const name = owner ?? headers.get("x-gateway-client") ?? programOf(headers.get("user-agent") ?? "");
    const client = { name: NAME.test(name) ? name : "unnamed", proven: owner !== undefined };
    return keys === undefined ? client : { ...client, credential: () => ({ ...accountIn(headers), ...keys }) };
  };
}

/** A vendor gives a subscription's key to its own programs only, and asks which account it is of. */
const ACCOUNT_HEADERS = ["user-agent", "chatgpt-account-id", "openai-organization", "openai-project"];

function accountIn(headers: Headers): Credential {
  const found = ACCOUNT_HEADERS.map((header) => [header, headers.get(header)] as const);
  return Object.fromEntries(found.filter((one): one is readonly [string, string] => one[1] !== null));
}

function programOf(agent: string): string {
  return PROGRAMS.find(([pattern]) => pattern.test(agent))?.[1] ?? "unnamed";
}
