/** Messages over one socket, as `vscode-jsonrpc` reads and writes them: one write a message, and never an unbounded queue. */
import type { Socket } from 'node:net';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  ErrorCodes,
  type Message,
  type MessageReader,
  type MessageWriter,
} from 'vscode-languageserver';
import type { Clock } from '../clock.ts';
import { deepestNesting, isTooDeep } from '../nesting.ts';
import { isObject } from '../parsed-json.ts';
import { FrameReader, frame } from './framing.ts';

/** With this much unread by a client, nothing more is read from it until it has caught up. */
const mostUnreadBytes = 4 * 1024 * 1024;

/** How long a client that broke the framing may go on sending: long enough for it to see why it is ended. */
const lingerMs = 1_000;

export class SocketMessageReader extends AbstractMessageReader implements MessageReader {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #frames = new FrameReader();

  constructor(socket: Socket, clock: Clock) {
    super();
    this.#socket = socket;
    this.#clock = clock;
    socket.on('close', () => this.fireClose());
    socket.on('error', (error) => this.fireError(error));
  }

  listen(callback: DataCallback): Disposable {
    const onData = (chunk: Buffer) => this.#read(chunk, callback);
    this.#socket.on('data', onData);
    return { dispose: () => this.#socket.off('data', onData) };
  }

  #read(chunk: Buffer, callback: DataCallback): void {
    try {
      for (const body of this.#frames.push(chunk)) this.#deliver(body, callback);
    } catch (error) {
      this.fireError(error);
      this.#refuse(ErrorCodes.ParseError, error instanceof Error ? error.message : 'the message could not be read');
      this.#socket.end();
      this.#socket.removeAllListeners('data');
      this.#socket.resume();
      // It need not end its side, and would be one of the clients for as long.
      this.#socket.once(
        'close',
        this.#clock.after(lingerMs, () => this.#socket.destroy()),
      );
      return;
    }
    if (this.#socket.writableLength > mostUnreadBytes) {
      this.#socket.pause();
      this.#socket.once('drain', () => this.#socket.resume());
    }
  }

  /** A body that is no JSON costs its sender an error; where the next message begins is known, so the rest goes on. */
  #deliver(body: Buffer, callback: DataCallback): void {
    let message: unknown;
    try {
      message = JSON.parse(body.toString('utf8'));
    } catch {
      this.#refuse(ErrorCodes.ParseError, `a message must be JSON, got ${body.length} bytes that are not`);
      return;
    }
    if (!isMessage(message)) {
      this.#refuse(ErrorCodes.InvalidRequest, 'a message must be an object with "jsonrpc": "2.0"');
      return;
    }
    const rule = brokenRule(message);
    if (rule === null) callback(withParams(message));
    else this.#refuse(ErrorCodes.InvalidRequest, rule, 'id' in message && isId(message.id) ? message.id : null);
  }

  #refuse(code: number, message: string, id: string | number | null = null): void {
    this.#socket.write(frame({ jsonrpc: '2.0', id, error: { code, message } }));
  }
}

/**
 * A client that takes none of what is written to it for so long is not kept. Longer than an editor that is busy with
 * itself is silent; requests of such a client end by their own deadline.
 */
const stuckClientMs = 60_000;

export class SocketMessageWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #socket: Socket;
  readonly #clock: Clock;
  #untaken = 0;
  #stopWaiting = () => {};

  constructor(socket: Socket, clock: Clock) {
    super();
    this.#socket = socket;
    this.#clock = clock;
    socket.on('close', () => {
      this.#stopWaiting();
      this.fireClose();
    });
  }

  /** Resolves when the system has taken the message, which is how a slow reader slows down who writes to it. */
  write(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      const bytes = frame(message);
      this.#untaken += 1;
      if (this.#untaken === 1) this.#wait();
      this.#socket.write(bytes, (error) => {
        this.#untaken -= 1;
        this.#wait();
        if (error) reject(error);
        else resolve();
      });
    });
  }

  #wait(): void {
    this.#stopWaiting();
    if (this.#untaken === 0 || this.#socket.destroyed) return;
    this.#stopWaiting = this.#clock.after(stuckClientMs, () => this.#socket.destroy());
  }

  end(): void {
    this.#socket.end();
  }
}

/** As they come: of any type. */
interface Fields {
  readonly method?: unknown;
  readonly id?: unknown;
  readonly params?: unknown;
}

/** What the library takes on trust; parameters by place would each reach a handler as an argument of its own. */
function brokenRule(message: Message & Fields): string | null {
  const { method, id, params } = message;
  if ('method' in message && (typeof method !== 'string' || method.length > 200))
    return 'method must be a text of at most 200 characters';
  if ('id' in message && id !== null && !isId(id)) return 'id must be a text of at most 200 characters, or a number';
  if ('method' in message && 'params' in message && !isObject(params)) return 'params must be an object';
  // The library looks for the request of that id without a look at what it was given.
  if (method === '$/cancelRequest' && !(isObject(params) && isId(params.id)))
    return 'params.id of $/cancelRequest must be the id of a request';
  if (isTooDeep(params)) return `params must be nested at most ${deepestNesting} deep`;
  return null;
}

/**
 * Without any, a handler would take for them what the library passes it next; and it reads what a client of its own
 * kind would be capable of, which ours are not asked.
 */
function withParams(message: Message & Fields): Message {
  const { method, params } = message;
  if (method === 'initialize') return Object.assign(message, { params: { ...plain(params), capabilities: {} } });
  return method !== undefined && params === undefined ? Object.assign(message, { params: {} }) : message;
}

function plain(value: unknown): object {
  return isObject(value) ? value : {};
}

function isId(id: unknown): id is string | number {
  return (typeof id === 'string' && id.length <= 200) || typeof id === 'number';
}

function isMessage(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'jsonrpc' in message && message.jsonrpc === '2.0';
}
