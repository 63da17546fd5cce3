/** Keys of providers: read when they are needed, from the environment or the OS keychain, and shown to nobody. */
import { Problem } from "../kit/problem.ts";

/** The name under which the gateway's keys stand in the OS keychain. */
const KEYCHAIN_SERVICE = "adaptive-llm-gateway";

/** Whether there is a key in the environment; the keychain is not asked, because asking may open a window. */
export function hasKey(reference: string | undefined, env: Readonly<Record<string, string | undefined>>): boolean {
  if (reference?.startsWith("env:") === true) return (env[reference.slice(4)]?.trim() ?? "") !== "";
  return reference !== undefined && reference !== "client";
}

/** `reference`: `env:NAME`, `keychain:NAME`, or `client` where the client brought none. Throws `Problem` key-missing. */
export async function readKey(reference: string, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  if (reference === "client") {
    const hint = "give the client its own key, or name one of the gateway's: key: env:NAME";
    throw new Problem("key-missing", "the provider's key is missing", "the client sent none of its own", hint);
  }
  const colon = reference.indexOf(":");
  const name = reference.slice(colon + 1);
  const key = reference.startsWith("env:") ? env[name] : await readKeychain(name);
  const trimmed = key?.trim() ?? "";
  if (trimmed !== "") return trimmed;
  const hint = reference.startsWith("env:")
    ? `export ${name}=… and start the gateway again`
    : `store ${name} in the keychain`;
  throw new Problem("key-missing", "the provider's key is missing", `there is no ${reference}`, hint);
}

async function readKeychain(name: string): Promise<string | undefined> {
  try {
    return (await Bun.secrets.get({ service: KEYCHAIN_SERVICE, name })) ?? undefined;
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    throw new Problem("key-missing", "the OS keychain cannot be read", because, "use key: env:NAME instead", {
      cause: error,
    });
  }
}
