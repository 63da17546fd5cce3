/** What a command talks to: stdout is the answer, stderr is everything said to a person. Tests hand in their own. */
export type Io = {
  out(text: string): void;
  err(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a person reads stderr, and may be shown colours. */
  readonly colour: boolean;
  /** All of standard input. */
  stdin(): Promise<string>;
};

export function processIo(): Io {
  const { env } = process;
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    env,
    colour: process.stderr.isTTY && (env.NO_COLOR ?? "") === "",
    stdin: () => Bun.stdin.text(),
  };
}
