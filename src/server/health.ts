/** `/health` for a person, `/health/live` and `/health/ready` for a supervisor. */
import type { Hono } from "hono";
import type { Gateway } from "../gateway/gateway.ts";

export type HealthReport = {
  readonly status: "ok" | "degraded";
  readonly version: string;
  readonly mode: string;
  /** Requests under way. */
  readonly running: number;
  readonly ledger: { readonly status: "ok" | "unwritable"; readonly because?: string };
  readonly providers: readonly {
    readonly name: string;
    readonly reach: string;
    readonly models: number;
    readonly state: string;
    readonly because: string;
  }[];
};

export function healthRoutes(app: Hono, gateway: Gateway, version: string): void {
  app.get("/health", (c) => c.json(report(gateway, version)));
  app.get("/health/live", (c) => c.json({ status: "ok" }));
  app.get("/health/ready", async (c) => {
    await gateway.heard;
    const { status, ledger, providers } = report(gateway, version);
    const ready =
      ledger.status === "ok" && providers.some((provider) => provider.models > 0 || provider.reach === "external");
    return c.json({ status: ready ? status : "not-ready", ledger: ledger.status }, ready ? 200 : 503);
  });
}

function report(gateway: Gateway, version: string): HealthReport {
  const world = gateway.world();
  const trouble = gateway.rim.ledger.trouble;
  const providers = [...world.providers.values()].map(({ name, reach }) => {
    const health = world.health.get(name);
    const unlisted = gateway.troubles.get(name);
    const models = world.models.filter((model) => model.provider === name).length;
    const state = health?.state ?? (unlisted === undefined ? "up" : "down");
    return { name, reach, models, state, because: health?.because ?? unlisted ?? "" };
  });
  const ledger =
    trouble === undefined ? { status: "ok" as const } : { status: "unwritable" as const, because: trouble.because };
  const status = trouble === undefined ? "ok" : "degraded";
  return { status, version, mode: world.mode, running: gateway.rim.leashes.running, ledger, providers };
}
