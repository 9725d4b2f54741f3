/** Progress reaches a client as fast as it reads, and waits with its upstream where it does not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AskProgress } from '../../../protocol/ask.ts';
import { RequestError } from '../../../server/request-error.ts';
import { pumpProgress } from '../../../server/rpc/progress-pump.ts';
import { settle } from '../../support/fake-clock.ts';

const text = (value: string): AskProgress => ({
  kind: 'parts',
  parts: [{ type: 'text-delta', choiceIndex: 0, text: value }],
});
const textOf = (sent: readonly AskProgress[]) =>
  sent.flatMap((one) => (one.kind === 'parts' ? one.parts.map((part) => ('text' in part ? part.text : '')) : []));

/** A client that takes each message only when it is told to. */
class SlowClient {
  readonly sent: AskProgress[] = [];
  readonly #taken: (() => void)[] = [];

  send = (progress: AskProgress): Promise<void> => {
    this.sent.push(progress);
    return new Promise((resolve) => this.#taken.push(resolve));
  };

  async take(): Promise<void> {
    this.#taken.shift()?.();
    await settle();
  }
}

/** Counts how much of it was read. */
class Upstream {
  read = 0;
  ended = false;

  async *parts(count: number, value: string): AsyncGenerator<AskProgress> {
    try {
      for (; this.read < count; this.read += 1) yield text(value);
    } finally {
      this.ended = true;
    }
  }
}

/** A client that stays and a request that goes on, unless told otherwise. */
const until = (gone = new AbortController().signal, ended = gone) => ({ gone, ended });

describe('the pump', () => {
  it('F7: sends the first part at once and gathers what comes while the client is reading', async () => {
    const client = new SlowClient();
    const done = pumpProgress(new Upstream().parts(5, 'a'), client.send, until());
    await settle();
    assert.deepEqual(textOf(client.sent), ['a']);
    await client.take();
    assert.equal(client.sent.length, 2);
    assert.deepEqual(textOf(client.sent), ['a', 'a', 'a', 'a', 'a']);
    await client.take();
    await done;
  });

  it('keeps the order of notes and parts', async () => {
    const sent: AskProgress[] = [];
    const items: AskProgress[] = [
      { kind: 'started', requestId: 'r1' },
      { kind: 'trying', target: 'm@a', attempt: 1, reason: 'first' },
      text('a'),
      text('b'),
    ];
    async function* progress() {
      yield* items;
    }
    const send = async (one: AskProgress) => void sent.push(one);
    await pumpProgress(progress(), send, until());
    assert.deepEqual(sent.map(({ kind }) => kind).slice(0, 2), ['started', 'trying']);
    assert.deepEqual(textOf(sent), ['a', 'b']);
  });

  it('F9: reads no further from the upstream when a client is stuck, and goes on when it reads again', async () => {
    const client = new SlowClient();
    const upstream = new Upstream();
    const done = pumpProgress(upstream.parts(100, 'x'.repeat(10_000)), client.send, until());
    await settle();
    assert.ok(upstream.read < 40, `read ${upstream.read}`);
    let finished = false;
    void done.then(() => {
      finished = true;
    });
    for (let takes = 0; takes < 100 && !finished; takes += 1) await client.take();
    assert.equal(finished, true);
    assert.equal(textOf(client.sent).length, 100);
  });

  it('F8: a stuck client that goes away ends the request at once', async () => {
    const client = new SlowClient();
    const stop = new AbortController();
    async function* progress() {
      for (;;) {
        if (stop.signal.aborted) throw stop.signal.reason;
        yield text('x'.repeat(10_000));
      }
    }
    const done = pumpProgress(progress(), client.send, until(stop.signal));
    await settle();
    stop.abort(new RequestError('cancelled', 'the client went away'));
    await assert.rejects(done, { kind: 'cancelled' });
  });

  it('F9: a request whose time is up ends, though its client reads nothing; what came before leaves', async () => {
    const client = new SlowClient();
    const stop = new AbortController();
    async function* progress() {
      for (let part = 0; part < 40; part += 1) yield text('x'.repeat(10_000));
      if (stop.signal.aborted) throw stop.signal.reason;
      throw new Error('read on although the client is stuck');
    }
    const done = pumpProgress(progress(), client.send, until(new AbortController().signal, stop.signal));
    await settle();
    const before = textOf(client.sent).length;
    assert.equal(before, 1);
    stop.abort(new RequestError('deadline', 'the time is up'));
    await assert.rejects(done, { kind: 'deadline' });
    assert.equal(textOf(client.sent).length, 40);
  });

  it('fails when a message cannot be sent although the client is there', async () => {
    const unsendable = async () => {
      throw new RangeError('too long for a text');
    };
    await assert.rejects(pumpProgress(new Upstream().parts(3, 'a'), unsendable, until()), /too long for a text/);
  });

  it('takes no harm from a message that cannot be sent because the client is gone', async () => {
    const gone = new AbortController();
    const broken = async () => {
      gone.abort(new RequestError('cancelled', 'the client went away'));
      throw new Error('EPIPE');
    };
    await pumpProgress(new Upstream().parts(3, 'a'), broken, until(gone.signal));
  });

  it('tells the failure after what came before it', async () => {
    const sent: AskProgress[] = [];
    async function* progress() {
      yield text('a');
      throw new RequestError('network', 'gone');
    }
    const send = async (one: AskProgress) => void sent.push(one);
    await assert.rejects(pumpProgress(progress(), send, until()), { kind: 'network' });
    assert.deepEqual(textOf(sent), ['a']);
  });
});
