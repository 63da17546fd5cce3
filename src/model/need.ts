/** What a model must be able to do to serve a request. */
export const NEEDS = ["chat", "embeddings", "tools", "images", "json-schema"] as const;
export type Need = (typeof NEEDS)[number];
