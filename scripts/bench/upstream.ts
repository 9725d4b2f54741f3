/**
 * The upstream of a bench, as a process of its own: says at once what it always says. It shares the machine's processors
 * with the daemon that is measured, so it takes as little of them as can be: no HTTP library, answers made beforehand.
 */
import { createServer, type Socket } from 'node:net';

const id = { id: 'chatcmpl-bench', created: 1_700_000_000, model: 'gpt-4.1' };
const words = Array.from({ length: 40 }, (_, index) => `${index === 0 ? '' : ' '}word${index}`);
const usage = { prompt_tokens: 320, completion_tokens: 80, total_tokens: 400 };

const whole = wholeAnswer();
const [firstEvent = '', ...laterEvents] = streamedEvents();
const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const firstOfStream = Buffer.from(head + chunk(firstEvent));
const restOfStream = Buffer.from(`${laterEvents.map(chunk).join('')}0\r\n\r\n`);

const server = createServer({ noDelay: true }, serve);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the upstream has no port');
  console.log(JSON.stringify({ ready: true, url: `http://127.0.0.1:${address.port}/v1` }));
});

function serve(socket: Socket): void {
  let request = '';
  socket.setEncoding('latin1');
  socket.on('error', () => {});
  socket.on('data', (text: string) => {
    request += text;
    const bodyAt = request.indexOf('\r\n\r\n') + 4;
    if (bodyAt < 4) return;
    const length = /content-length: *(\d+)/i.exec(request)?.[1] ?? '0';
    if (request.length < bodyAt + Number(length)) return;
    if (request.includes('"stream":true', bodyAt)) {
      socket.write(firstOfStream);
      socket.write(restOfStream);
    } else socket.write(whole);
    request = '';
  });
}

function wholeAnswer(): Buffer {
  const choice = { index: 0, message: { role: 'assistant', content: words.join('') }, finish_reason: 'stop' };
  const body = JSON.stringify({ ...id, object: 'chat.completion', choices: [choice], usage });
  return Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}

function streamedEvents(): readonly string[] {
  const event = (body: object) =>
    `data: ${JSON.stringify({ ...id, object: 'chat.completion.chunk', choices: [], ...body })}\n\n`;
  return [
    ...words.map((content) => event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })),
    event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
    event({ usage }),
    'data: [DONE]\n\n',
  ];
}

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}
