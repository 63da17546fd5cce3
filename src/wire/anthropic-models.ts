/**
 * What a Claude model takes, by its name: the API refuses a request that asks for more, and later models refuse what
 * earlier ones wanted. As the vendor's model pages and its guides to thinking and to system messages have it (November
 * 2026). Any other model is behind a server that follows the dialect as it was first, and refuses nothing.
 */
export type Abilities = {
  /** How it is asked to think: with a budget of tokens, with an effort, or not at all. */
  readonly thinking: "budget" | "effort" | "none";
  /** Takes temperature, top p and top k: all beside each other, one of the first two, or none of them. */
  readonly sampling: "free" | "one" | "none";
  /** Takes a system message after one of the user. */
  readonly laterSystem: boolean;
  /** The limit of an answer's tokens where the client gave none: the API wants one. */
  readonly maxTokens: number;
};

/** What every model since Claude 4 can write; ample for a turn of an agent. */
const MAX_TOKENS = 32_000;

/** What every model before can write. */
const MAX_TOKENS_OLD = 4_096;

/** Claude opus 4.1 is 401. Names end in a date or not, and come with a vendor's prefix or not. */
function versionOf(model: string): { readonly family: string; readonly version: number } | undefined {
  const now = /claude-([a-z]+)-(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)/i.exec(model);
  if (now !== null) return { family: now[1]!.toLowerCase(), version: Number(now[2]) * 100 + Number(now[3] ?? 0) };
  const old = /claude-(\d)(?:[-.](\d))?(?!\d)/i.exec(model);
  return old === null ? undefined : { family: "", version: Number(old[1]) * 100 + Number(old[2] ?? 0) };
}

export function abilitiesOf(model: string): Abilities {
  const known = versionOf(model);
  if (known === undefined) return { thinking: "budget", sampling: "free", laterSystem: false, maxTokens: MAX_TOKENS };
  const { family, version } = known;
  return {
    thinking: version < 307 ? "none" : version < 406 ? "budget" : "effort",
    sampling: version < 407 ? "one" : "none",
    laterSystem: family === "opus" && version >= 408,
    maxTokens: version < 307 ? MAX_TOKENS_OLD : MAX_TOKENS,
  };
}
