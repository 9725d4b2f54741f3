/** An hour of recorded traffic against limits that are set from its mean. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textMessage } from '../../../protocol/message.ts';
import type { Part } from '../../../protocol/part.ts';
import { noUsage } from '../../../protocol/usage.ts';
import type { Service, TargetRequest } from '../../../server/pipeline/service.ts';
import { arrange, type Outcome } from '../../support/arrange.ts';
import { dataFile } from '../../support/recordings.ts';
import { open as openReal } from '../ledger/attempts.ts';

const trace = dataFile('traces/AzureLLMInferenceTrace_code.csv');
const minuteMs = 60_000;
const maxWaitMs = 1_000;

interface Arrival {
  readonly atMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** An hour of real arrivals, in whole milliseconds from the first (Azure LLM inference trace 2023; Splitwise, ISCA 2024). */
function readTrace(text: string): readonly Arrival[] {
  const rows = text.trim().split('\n').slice(1);
  const arrivals = rows.map((row) => {
    const [time = '', input = '', output = ''] = row.split(',');
    return {
      atMs: Date.parse(`${time.trim().slice(0, 23).replace(' ', 'T')}Z`),
      inputTokens: Number(input),
      outputTokens: Number(output),
    };
  });
  const firstMs = arrivals[0]?.atMs ?? 0;
  return arrivals.map((arrival) => ({ ...arrival, atMs: arrival.atMs - firstMs }));
}

/** Answers at once with exactly the tokens of the trace. */
const exact: Service<TargetRequest> = async function* (request): AsyncGenerator<Part> {
  const [inputTokens = 0, outputTokens = 0] = (request.origin.conversation ?? '').split('/').map(Number);
  request.wire.sending();
  request.wire.headers(200, {});
  yield { type: 'text-delta', choiceIndex: 0, text: 'x' };
  yield { type: 'finish', choiceIndex: 0, reason: 'stop' };
  yield { type: 'usage', choiceIndex: 0, usage: { ...noUsage, inputTokens, outputTokens }, raw: null };
};

/** What one arrival comes to: passed at once, passed after waiting, or refused. */
type Verdict = 'at once' | 'waited' | 'refused';

/** The same rules written a second time, as a plain simulation: one line, two sliding minutes, a bounded patience. */
function expectedVerdicts(arrivals: readonly Arrival[], perMinute: number, tokensPerMinute: number): Verdict[] {
  const verdicts: Verdict[] = arrivals.map(() => 'refused');
  const requests = new SlidingMinute(perMinute);
  const tokens = new SlidingMinute(tokensPerMinute);
  const sizes = arrivals.map(({ inputTokens, outputTokens }) => inputTokens + outputTokens);
  const waitMs = (index: number, nowMs: number) =>
    Math.max(requests.waitMs(1, nowMs), tokens.waitMs(sizes[index] ?? 0, nowMs));
  const line: number[] = [];
  /** When the head of the line looks again. */
  let headAtMs = Number.POSITIVE_INFINITY;

  const serveLine = (nowMs: number) => {
    for (let index = line[0]; index !== undefined; index = line[0]) {
      const wait = waitMs(index, nowMs);
      const arrivedAtMs = arrivals[index]?.atMs ?? 0;
      if (wait === 0) {
        requests.take(1, nowMs);
        tokens.take(sizes[index] ?? 0, nowMs);
        verdicts[index] = nowMs === arrivedAtMs ? 'at once' : 'waited';
      } else if (wait <= maxWaitMs) {
        headAtMs = nowMs + wait;
        return;
      }
      line.shift();
    }
    headAtMs = Number.POSITIVE_INFINITY;
  };
  const dropImpatient = (nowMs: number) => {
    const before = line[0];
    for (const index of line.filter((one) => (arrivals[one]?.atMs ?? 0) + maxWaitMs <= nowMs))
      line.splice(line.indexOf(index), 1);
    if (line[0] !== before) serveLine(nowMs);
  };
  /** Handles everything due before or at `untilMs`: patience that ends counts before a place that frees. */
  const passTime = (untilMs: number) => {
    for (;;) {
      const impatientAtMs = Math.min(...line.map((index) => (arrivals[index]?.atMs ?? 0) + maxWaitMs));
      const nextMs = Math.min(impatientAtMs, headAtMs);
      if (nextMs > untilMs || nextMs === Number.POSITIVE_INFINITY) return;
      if (impatientAtMs <= headAtMs) dropImpatient(nextMs);
      else serveLine(nextMs);
    }
  };
  arrivals.forEach(({ atMs }, index) => {
    passTime(atMs);
    if (waitMs(index, atMs) > maxWaitMs) return;
    line.push(index);
    if (line.length === 1) serveLine(atMs);
  });
  passTime(Number.POSITIVE_INFINITY);
  return verdicts;
}

/** Whatever was taken within the last minute; takes of one twentieth of a second return together. */
class SlidingMinute {
  readonly #limit: number;
  readonly #taken: { firstAtMs: number; lastAtMs: number; amount: number }[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  waitMs(amount: number, nowMs: number): number {
    while ((this.#taken[0]?.lastAtMs ?? Number.POSITIVE_INFINITY) + minuteMs <= nowMs) this.#taken.shift();
    if (amount > this.#limit) return Number.POSITIVE_INFINITY;
    let excess = this.#taken.reduce((sum, one) => sum + one.amount, 0) + amount - this.#limit;
    for (const one of this.#taken) {
      if (excess <= 0) break;
      excess -= one.amount;
      if (excess <= 0) return one.lastAtMs + minuteMs - nowMs;
    }
    return 0;
  }

  take(amount: number, nowMs: number): void {
    const last = this.#taken.at(-1);
    if (last !== undefined && nowMs - last.firstAtMs < 50) {
      last.lastAtMs = nowMs;
      last.amount += amount;
    } else this.#taken.push({ firstAtMs: nowMs, lastAtMs: nowMs, amount });
  }
}

describe('an hour of real traffic against limits set from its mean', () => {
  it('R1: admits, queues and refuses what an independent calculation says, and books its tokens exactly', {
    skip: trace === null ? 'skipped: no recorded traffic' : false,
  }, async () => {
    const arrivals = readTrace(trace ?? '');
    const minutes = (arrivals.at(-1)?.atMs ?? 0) / minuteMs;
    const sum = (by: (arrival: Arrival) => number) => arrivals.reduce((total, arrival) => total + by(arrival), 0);
    const requestsPerMinute = Math.round(arrivals.length / minutes);
    const tokensPerMinute = Math.round(sum(({ inputTokens, outputTokens }) => inputTokens + outputTokens) / minutes);
    const limits = { requestsPerMinute, tokensPerMinute, maxWaitMs };
    const { clock, ledger, start } = arrange({ 'm@a': [] }, { track: { limits }, provider: exact });

    const outcomes: Outcome[] = [];
    for (const { atMs, inputTokens, outputTokens } of arrivals) {
      await clock.advance(atMs - clock.monotonicMs());
      outcomes.push(
        start({
          // Four bytes a token, less the four tokens that every message stands for.
          chat: {
            messages: [textMessage('user', 'x'.repeat(Math.max(0, inputTokens - 4) * 4))],
            maxOutputTokens: Math.max(1, outputTokens),
          },
          origin: {
            client: 'trace',
            window: null,
            workspace: null,
            branch: null,
            language: null,
            command: null,
            conversation: `${inputTokens}/${outputTokens}`,
            parentRequest: null,
          },
        }),
      );
    }
    await clock.advance(2 * maxWaitMs);

    const verdicts = outcomes.map(({ result, error }): Verdict => {
      if (error !== null) return 'refused';
      return (result?.totalMs ?? 0) === 0 ? 'at once' : 'waited';
    });
    const expected = expectedVerdicts(arrivals, requestsPerMinute, tokensPerMinute);
    const verdictsBy = Object.groupBy(verdicts, (one) => one);
    assert.deepEqual(verdicts, expected);
    assert.ok(
      (verdictsBy.refused?.length ?? 0) > 100 && (verdictsBy.waited?.length ?? 0) > 100,
      'the limits were felt',
    );
    assert.ok(outcomes.every(({ error }) => error === null || error.kind === 'limiter-full'));

    const real = (await openReal({ clock })).ledger;
    for (const { intent, end } of ledger.booked) {
      real.intend(intent);
      if (end !== null) real.settle(intent.requestId, intent.attempt, end);
    }
    const { totals } = await real.spend({ from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' });
    await real.close();
    const admitted = arrivals.filter((_, index) => verdicts[index] !== 'refused');
    const admittedSum = (side: 'inputTokens' | 'outputTokens') =>
      admitted.reduce((total, arrival) => total + arrival[side], 0);
    assert.deepEqual(
      [totals.attempts, totals.inputTokens, totals.outputTokens],
      [admitted.length, admittedSum('inputTokens'), admittedSum('outputTokens')],
    );
  });
});
