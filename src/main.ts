/** The program. The only place that sets the exit code. */
import { main } from "./command/main.ts";
import { processIo } from "./kit/io.ts";

// a reader that has seen enough (`gateway receipts list | head`) is no error
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2), processIo());
