/** Trust levels: how far content may travel, lowest first. */
export const LEVELS = ["public", "internal", "confidential", "secret"] as const;
export type Level = (typeof LEVELS)[number];

/** Where a model runs: this machine, a host the user owns and named, or a third party. */
export const REACHES = ["device", "network", "external"] as const;
export type Reach = (typeof REACHES)[number];

/** A level's place in the order, 0 for `public`. */
export function rank(level: Level): number {
  return LEVELS.indexOf(level);
}

export function highest(a: Level, b: Level): Level {
  return rank(a) >= rank(b) ? a : b;
}

export function isLevel(value: unknown): value is Level {
  return (LEVELS as readonly unknown[]).includes(value);
}
