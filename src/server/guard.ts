/**
 * Who may talk to a server on loopback: programs of this machine, and no web page. A page that resolves its own name to
 * 127.0.0.1 (DNS rebinding) shows itself by its Host, any other page by its Origin.
 */
import { isLoopback } from "../provider/catalogue.ts";

export type Guard = (headers: Headers) => string | undefined;

/** `host` is the address listened on. The guard returns why a request is refused, undefined when it is not. */
export function openGuard(host: string): Guard {
  const known = new Set<string>();
  const isOwn = (name: string) => {
    if (known.has(name)) return true;
    const bare = hostnameOf(name);
    if (bare === undefined || !(isLoopback(bare) || bare === host)) return false;
    if (known.size < 64) known.add(name);
    return true;
  };
  return (headers) => {
    const asked = headers.get("host");
    if (asked !== null && !isOwn(asked)) return "its Host is not an address of this gateway";
    const origin = headers.get("origin");
    if (origin !== null && !isOwn(origin.replace(/^https?:\/\//, "")))
      return "it comes from a web page of another origin";
    return undefined;
  };
}

function hostnameOf(hostAndPort: string): string | undefined {
  const url = `http://${hostAndPort}/`;
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  return parsed.pathname === "/" && parsed.username === "" ? parsed.hostname : undefined;
}
