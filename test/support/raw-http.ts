/** HTTP written by hand onto a socket: what no well-behaved client would send. */
import { connect } from 'node:net';

export interface RawAnswer {
  /** `null`: the connection ended without an answer. */
  readonly status: number | null;
  readonly text: string;
}

/** Sends the text and reads until the connection ends or, with `untilAnswered`, the whole head has come. */
export function sendRaw(url: string, text: string, { untilAnswered = true } = {}): Promise<RawAnswer> {
  const { port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.on('data', (bytes) => {
      received += bytes.toString();
      if (untilAnswered && received.includes('\r\n\r\n')) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(received)?.[1];
      resolve({ status: status === undefined ? null : Number(status), text: received });
    });
  });
}
