/**
 * What any gateway in Node costs on this machine, now: a proxy made of the same libraries as ours that only passes on what
 * comes, as a process of its own. `bare-proxy.ts BASE_URL`.
 */
import { createServer } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Pool } from 'undici';

const { origin } = new URL(process.argv[2] ?? '');
const pool = new Pool(origin, { connections: 50, pipelining: 1 });

const server = createServer({ noDelay: true }, async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const answer = await pool.request({
    method: 'POST',
    path: request.url ?? '/',
    headers: { 'content-type': 'application/json' },
    body: Buffer.concat(pieces),
  });
  for (const name of ['content-type', 'content-length']) {
    const value = answer.headers[name];
    if (value !== undefined) response.setHeader(name, value);
  }
  response.writeHead(answer.statusCode);
  await pipeline(answer.body, response);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  console.log(JSON.stringify({ ready: true, url: `http://127.0.0.1:${address.port}/v1` }));
});
