/** The world of a run: a daemon's lab, its upstream with what it saw and billed, and what clients were told. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { Script } from '../../server/sandbox/faults.ts';
import { type Simulator, startSimulator } from '../../server/sandbox/http-simulator.ts';
import type { SeenRequest } from '../../server/sandbox/seen.ts';
import { Lab } from '../daemon/lab.ts';
import { clockFileVariable } from './shifted-clock.ts';

/** One request that reached the upstream. */
export interface Call {
  readonly question: string;
  readonly key: string;
  /** As it was last looked at; `null`: not yet. */
  seen: Readonly<SeenRequest> | null;
}

/** What a client was told was answered. */
export interface Told {
  readonly question: string;
  readonly requestId: string | null;
  /** `null`: this door does not tell. */
  readonly billedCostNanoUsd: number | null;
  /** It was told between the two: on a busy machine it is heard of seconds later. */
  readonly askedAtMs: number;
  readonly heardAtMs: number;
}

const gatewayTokenVariable = 'DUALTRACK_CHAOS_TOKEN';
export const gatewayToken = 'token-of-the-chaos';
/** In pico-dollars a token these do not come out even: what rounds wrongly shows. */
const price = { inputUsdPerMTok: 0.777001, outputUsdPerMTok: 3.123457 };
export const thriftyLimitUsd = 0.4;

/** So that kills and crashes find answers in the middle. */
const slowly = { type: 'pace', delayMs: 3 } as const;

const bodySchema = z.object({ messages: z.array(z.object({ content: z.string() })).min(1) });

export class World {
  readonly lab: Lab;
  readonly seed: number;
  readonly calls: readonly Call[];
  readonly told: Told[] = [];
  /** Failures by kind, as clients were told. */
  readonly failures = new Map<string, number>();
  /** What must never happen, as sentences. */
  readonly #wrongs = new Map<string, number>();
  /** How long clients were without a daemon each time, in milliseconds. */
  readonly outagesMs: number[] = [];
  /** While the ledger could not be written and the daemon was killed: successes told then may have no settlement. */
  readonly unwritable: { readonly fromMs: number; readonly toMs: number }[] = [];
  key = 'sk-chaos-0';
  readonly #free: Simulator;
  readonly #gatewayPort: number;
  readonly #clockFile: string;
  #aheadMs = 0;

  private constructor(parts: { lab: Lab; seed: number; calls: Call[]; free: Simulator; gatewayPort: number }) {
    this.lab = parts.lab;
    this.seed = parts.seed;
    this.calls = parts.calls;
    this.#free = parts.free;
    this.#gatewayPort = parts.gatewayPort;
    this.#clockFile = join(parts.lab.folder, 'clock');
    writeFileSync(this.#clockFile, '0');
    process.env[clockFileVariable] = this.#clockFile;
    process.env[gatewayTokenVariable] = gatewayToken;
    this.writeConfiguration({});
  }

  static async open(seed: number): Promise<World> {
    const calls: Call[] = [];
    const onBody = (body: unknown, headers: { readonly authorization?: string | undefined }) => {
      const question = bodySchema.safeParse(body).data?.messages.at(-1)?.content ?? '';
      calls.push({ question, key: headers.authorization?.replace('Bearer ', '') ?? '', seen: null });
    };
    const free = await startSimulator({ seed, script: { afterwards: slowly } });
    const port = await startSimulator();
    await port.close();
    const lab = await Lab.open({ simulator: { seed, onBody }, entry: 'test/chaos/daemon.ts' });
    return new World({ lab, seed, calls, free, gatewayPort: port.port });
  }

  get gatewayUrl(): string {
    return `http://127.0.0.1:${this.#gatewayPort}/v1`;
  }

  /** Read by a daemon that runs within seconds, and by the next that starts. */
  writeConfiguration(changes: Readonly<Record<string, unknown>>): void {
    const configuration = {
      ...configurationFor(this.lab.simulator.url, this.#free.url, this.#gatewayPort),
      ...changes,
    };
    writeFileSync(this.lab.paths.configurationFile, JSON.stringify(configuration));
  }

  /** Sets the daemon's wall clock so far ahead of this machine's. */
  setClock(aheadMs: number): void {
    this.#aheadMs = aheadMs;
    writeFileSync(this.#clockFile, String(aheadMs));
  }

  get aheadMs(): number {
    return this.#aheadMs;
  }

  script(script: Script): void {
    this.lab.simulator.script({ afterwards: slowly, ...script });
  }

  /** Takes over what the upstream knows of its latest thousand requests. */
  look(): void {
    for (const seen of this.lab.simulator.seen().latest) {
      const call = this.calls[seen.number - 1];
      if (call !== undefined) call.seen = seen;
    }
  }

  /** The same one again is counted. */
  wrong(sentence: string): void {
    this.#wrongs.set(sentence, (this.#wrongs.get(sentence) ?? 0) + 1);
  }

  get wrongs(): readonly string[] {
    return [...this.#wrongs].map(([sentence, times]) => (times === 1 ? sentence : `${sentence} (${times} times)`));
  }

  failed(kind: string): void {
    this.failures.set(kind, (this.failures.get(kind) ?? 0) + 1);
  }

  /** Until nothing is under way at the upstream. */
  async quiet(): Promise<void> {
    for (let round = 0; round < 400 && this.lab.simulator.seen().running > 0; round += 1) await delay(25);
    this.look();
  }

  async close(): Promise<void> {
    await this.lab.close();
    await this.#free.close();
  }
}

function configurationFor(url: string, freeUrl: string, gatewayPort: number) {
  const limits = { requestsPerMinute: 1_000_000, tokensPerMinute: 1_000_000_000, concurrency: 50 };
  const paid = {
    provider: 'openai-compatible',
    baseUrl: url,
    apiKey: { secret: 'upstream' },
    limits,
    models: { 'gpt-4.1': { price } },
    breaker: { failures: 8, openMs: 200, successes: 1 },
  };
  const freePrice = { inputUsdPerMTok: 0, outputUsdPerMTok: 0 };
  const both = profileOf('gpt-4.1@relay', 'gpt-4.1@spare');
  return {
    tracks: {
      relay: paid,
      spare: { ...paid, onAbort: 'drain-to-usage' },
      free: { provider: 'openai-compatible', baseUrl: freeUrl, models: { 'gpt-4.1': { price: freePrice } } },
    },
    profiles: {
      default: both,
      thrifty: both,
      // Its upstream has no faults: only the machine could be slow.
      free: { strategy: 'priority', targets: ['gpt-4.1@free'] },
    },
    budgets: [
      { name: 'all', period: 'total', limitUsd: 1_000, hard: true },
      { name: 'day', period: 'day', limitUsd: 1_000, hard: true },
      { name: 'thrifty', period: 'total', limitUsd: thriftyLimitUsd, hard: true, scope: { profile: 'thrifty' } },
    ],
    timeZone: 'Europe/Berlin',
    gateway: { enabled: true, port: gatewayPort, token: { env: gatewayTokenVariable } },
    localServers: { discover: false },
  };
}

/** Short of patience, so that a silent upstream holds nobody up. */
export function profileOf(...targets: readonly string[]) {
  const timeouts = { headersMs: 1_000, firstPartMs: 1_000, idleMs: 400, deadlineMs: 8_000 };
  return { strategy: 'priority', targets, timeouts, retry: { attempts: 2, baseMs: 5, capMs: 100 } };
}

/** Billed for a call, in nano-dollars: half up, once, in integers. */
export function costNanoUsd(inputTokens: number, outputTokens: number): number {
  const picoUsd = BigInt(inputTokens) * 777_001n + BigInt(outputTokens) * 3_123_457n;
  return Number((picoUsd + 500n) / 1000n);
}
