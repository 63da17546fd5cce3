/** Claude Code: `--settings` wins over every file of the user's and the project's, the environment carries the secrets. */
import { type Launch, NAME_HEADER, type Target, TOKEN_HEADER, type Wish } from "./launch.ts";

export const claudeCode: Target = {
  name: "claude-code",
  aliases: ["claude"],
  title: "Claude Code",
  program: "claude",
  package: "@anthropic-ai/claude-code",
  login: "anthropic-messages",
  launch,
};

/** Its other traffic: updates, telemetry, error reports, and the look-up of each host that a page is fetched from. */
const QUIET = { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1" };
/** What goes to its vendor because of a login, and a line in each request that changes every time and cools prompt caches. */
const ESTRANGED = { ENABLE_CLAUDEAI_MCP_SERVERS: "false", CLAUDE_CODE_ATTRIBUTION_HEADER: "0" };

function launch({ url, model, context, key, token, env: user }: Wish): Launch {
  // the base must not end in /v1: the client adds it
  const env = {
    ANTHROPIC_BASE_URL: url,
    ...QUIET,
    ...(key === undefined ? {} : ESTRANGED),
    ...(model === undefined ? {} : modelsOf(model)),
    ...(context === undefined ? {} : { CLAUDE_CODE_MAX_CONTEXT_TOKENS: String(context) }),
  };
  const settings = key === undefined ? { env } : { env, skipWebFetchPreflight: true };
  const names = [user["ANTHROPIC_CUSTOM_HEADERS"] ?? "", `${NAME_HEADER}: claude-code`].filter((line) => line !== "");
  const headers = token === undefined ? names : [...names, `${TOKEN_HEADER}: ${token}`];
  return {
    args: ["--settings", JSON.stringify(settings)],
    env,
    secrets: {
      // the user's own lines may hold a key as well
      ANTHROPIC_CUSTOM_HEADERS: headers.join("\n"),
      ...(key === undefined ? {} : { ANTHROPIC_AUTH_TOKEN: key }),
    },
    // a key beside the token makes it ask which one to use
    ...(key === undefined ? {} : { unset: ["ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN"] }),
  };
}

/** Whichever of its sizes it asks for, and for its helpers. */
function modelsOf(model: string): Record<string, string> {
  const names = ["MODEL", ...["OPUS", "SONNET", "HAIKU", "FABLE"].map((size) => `DEFAULT_${size}_MODEL`)];
  return {
    ...Object.fromEntries(names.map((name) => [`ANTHROPIC_${name}`, model])),
    CLAUDE_CODE_SUBAGENT_MODEL: model,
  };
}
