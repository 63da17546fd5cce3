/** The limit that every gateway on this runtime is measured against: it forwards, and does nothing else. */
const [port, upstream] = [Number(process.argv[2]), process.argv[3] ?? ""];

Bun.serve({
  hostname: "127.0.0.1",
  port,
  idleTimeout: 0,
  async fetch(request) {
    const answer = await fetch(upstream + new URL(request.url).pathname, {
      method: request.method,
      headers: { "content-type": "application/json" },
      body: await request.arrayBuffer(),
      signal: request.signal,
    });
    const type = answer.headers.get("content-type") ?? "application/json";
    return new Response(answer.body, { status: answer.status, headers: { "content-type": type } });
  },
});
