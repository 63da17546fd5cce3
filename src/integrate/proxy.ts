/** Clients send what is for this machine through a proxy too, where the environment names one, unless they are told. */
const PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];

/** `url` is what must be reached directly. Empty where there is no proxy. */
export function besideProxy(url: string, env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  if (!PROXIES.some((name) => (env[name] ?? "") !== "")) return {};
  const given = env["NO_PROXY"] ?? env["no_proxy"] ?? "";
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  const all = given === "" ? host : `${given},${host}`;
  return { NO_PROXY: all, no_proxy: all };
}
