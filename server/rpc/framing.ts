/** The frame around each JSON-RPC message: `Content-Length: N`, an empty line, N bytes of JSON. Pure; bounded in size. */

/** Beyond this a message is no question about code any more; it would only fill the daemon's memory. */
export const longestMessageBytes = 64 * 1024 * 1024;
const longestHeaderBytes = 4096;

/** The stream can not be read on: where the next message begins is unknown. */
export class FramingError extends Error {
  override readonly name = 'FramingError';
}

/** Bodies come out as soon as they are whole, however the bytes were cut. */
export class FrameReader {
  readonly #longest: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Bytes of the body that is awaited; `null`: a header is. */
  #awaited: number | null = null;

  constructor(longest: number = longestMessageBytes) {
    this.#longest = longest;
  }

  /** Throws `FramingError` when a header is malformed or announces more than is allowed. */
  push(chunk: Buffer): readonly Buffer[] {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    const bodies: Buffer[] = [];
    while (this.#step(bodies));
    return bodies;
  }

  #step(bodies: Buffer[]): boolean {
    if (this.#awaited === null) {
      const header = this.#takeHeader();
      if (header === null) return false;
      this.#awaited = contentLength(header, this.#longest);
    }
    if (this.#bytes < this.#awaited) return false;
    bodies.push(this.#take(this.#awaited));
    this.#awaited = null;
    return true;
  }

  #takeHeader(): string | null {
    if (this.#bytes === 0) return null;
    const start = this.#joined();
    const end = start.subarray(0, longestHeaderBytes).indexOf('\r\n\r\n');
    if (end >= 0) return this.#take(end + 4).toString('latin1');
    if (start.length >= longestHeaderBytes) {
      throw new FramingError(`a message's header must end within ${longestHeaderBytes} bytes`);
    }
    return null;
  }

  #joined(): Buffer {
    const whole = this.#chunks.length === 1 ? this.#chunks[0] : undefined;
    const joined = whole ?? Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }

  #take(count: number): Buffer {
    const joined = this.#joined();
    this.#chunks = count < joined.length ? [joined.subarray(count)] : [];
    this.#bytes -= count;
    return joined.subarray(0, count);
  }
}

export function frame(message: unknown): Buffer {
  const body = JSON.stringify(message);
  return Buffer.from(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function contentLength(header: string, longest: number): number {
  const found = /^content-length: *(\d{1,15}) *$/im.exec(header.replaceAll('\r', ''));
  if (found === null) throw new FramingError('a message must begin with the header Content-Length: N');
  const length = Number(found[1]);
  if (length > longest) throw new FramingError(`a message must have at most ${longest} bytes, got ${length}`);
  return length;
}
