/** How a running gateway is, as it says itself. */
import type { HealthReport } from "../server/health.ts";

/** How long a running gateway may take to say how it is, milliseconds. */
const PATIENCE_MS = 2_000;

/** Undefined where nothing answers, or something that is no gateway. */
export async function askHealth(url: string, token = ""): Promise<HealthReport | "token-required" | undefined> {
  try {
    const headers = token === "" ? {} : { authorization: `Bearer ${token}` };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(`${url}/health`, { headers, signal, proxy: false, redirect: "manual" } as RequestInit);
    const report = (await response.json()) as Partial<HealthReport> & { readonly error?: { readonly code?: unknown } };
    if (response.status === 401 && report.error?.code === "token-required") return "token-required";
    return typeof report.version === "string" && Array.isArray(report.providers) ? (report as HealthReport) : undefined;
  } catch {
    return undefined;
  }
}
