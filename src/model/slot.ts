/** Where in a request a text stands; what an error tells the user instead of the value. */
export const PLACES = ["system", "user", "assistant", "tool-call", "tool-result", "tool", "field"] as const;
export type Place = (typeof PLACES)[number];

/**
 * One stretch of human or tool text in a piece of a body. `path` leads to it from the piece. A `json` slot stands for a
 * whole value (a tool definition, an unknown field) and its text is that value's JSON.
 */
export type Slot = {
  readonly text: string;
  readonly place: Place;
  readonly path: readonly (string | number)[];
  readonly form: "text" | "json";
};
