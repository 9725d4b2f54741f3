/** Carries a request's progress to a client as fast as it reads: at once when it keeps up, joined together when it lags. */
import type { AskProgress } from '../../protocol/ask.ts';
import type { Part } from '../../protocol/part.ts';

/** Resolves when the system has taken the message; rejects when it cannot be sent, or the client is gone. */
type Send = (progress: AskProgress) => Promise<void>;

/** Characters that may wait for a slow reader; beyond it the upstream is read no further, so that it has to wait too. */
const mostWaitingCharacters = 256 * 1024;

/**
 * Resolves when all of `progress` has been sent. While one message is under way, parts that come meanwhile are gathered
 * and leave as one. Throws what `progress` throws, after what came before it was sent, and what `send` throws while the
 * client is there. `progress` is read to its end in any other case, so that whoever makes it can finish.
 */
export async function pumpProgress(progress: AsyncIterable<AskProgress>, send: Send, until: Until): Promise<void> {
  const queue = new ProgressQueue();
  let sending: Promise<void> | null = null;
  let failure: { readonly error: unknown } | null = null;

  const sendAll = async () => {
    for (let next = queue.take(); next !== null && !until.gone.aborted; next = queue.take()) {
      const sent = send(next).catch((error: unknown) => {
        if (!until.gone.aborted) failure ??= { error };
      });
      await orEnded(sent, until.ended);
    }
    sending = null;
  };
  const throwFailure = () => {
    if (failure !== null) throw failure.error;
  };

  try {
    for await (const item of progress) {
      throwFailure();
      if (until.gone.aborted) continue;
      queue.add(item);
      sending ??= sendAll();
      if (queue.characters > mostWaitingCharacters) await sending;
    }
  } finally {
    await sending;
  }
  throwFailure();
}

interface Until {
  /** Aborted when nobody is there any more: nothing more is sent. */
  readonly gone: AbortSignal;
  /** Aborted when the request is to end, and so when the client is gone: what is there is sent, and no longer waited for. */
  readonly ended: AbortSignal;
}

class ProgressQueue {
  #waiting: AskProgress[] = [];
  characters = 0;

  add(item: AskProgress): void {
    const last = this.#waiting.at(-1);
    if (item.kind === 'parts' && last?.kind === 'parts') last.parts.push(...item.parts);
    else this.#waiting.push(item.kind === 'parts' ? { kind: 'parts', parts: [...item.parts] } : item);
    if (item.kind === 'parts') for (const part of item.parts) this.characters += charactersOf(part);
  }

  take(): AskProgress | null {
    const item = this.#waiting.shift() ?? null;
    if (item?.kind === 'parts') for (const part of item.parts) this.characters -= charactersOf(part);
    return item;
  }
}

function charactersOf(part: Part): number {
  if ('text' in part) return part.text.length;
  if ('dataBase64' in part) return part.dataBase64.length;
  if (part.type === 'tool-call') return part.argumentsDelta.length;
  return 100;
}

function orEnded(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', done);
      resolve();
    };
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
    void work.then(done);
  });
}
