/** What a request is about, as far as its text shows it: hints for a choice of model, never for what may leave. */

export const TASKS = [
  "chat",
  "question-answering",
  "reasoning",
  "writing",
  "rewriting",
  "summarization",
  "translation",
  "extraction",
  "classification",
  "planning",
  "data-analysis",
  "code-generation",
  "code-review",
  "code-explanation",
  "debugging",
] as const;
export type TaskType = (typeof TASKS)[number];

/** `mixed`: prose around something else, such as a question about a piece of code. */
export const CONTENT_TYPES = ["prose", "code", "diff", "logs", "json", "csv", "markup", "mixed"] as const;
export type ContentType = (typeof CONTENT_TYPES)[number];

export const COMPLEXITIES = ["low", "medium", "high"] as const;
export type Complexity = (typeof COMPLEXITIES)[number];

export type Task = {
  readonly type: TaskType;
  /** From 0 to 1: how far the cues for it outweigh those for anything else, no probability; absent where a model named it. */
  readonly confidence?: number;
  readonly because: string;
};

export type Classification = {
  readonly task: Task;
  readonly contentType: ContentType;
  /** ISO 639-1; absent where the text does not tell. */
  readonly language?: string;
  /** Of the code in it, where there is some and its language shows. */
  readonly programmingLanguage?: string;
  readonly complexity: { readonly value: Complexity; readonly because: string };
  /** Whether a good answer needs facts of today that a model cannot have learned. */
  readonly needsFacts: { readonly value: boolean; readonly because: string };
};
