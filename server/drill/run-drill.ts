/** Runs a fire drill: sixteen faults, one after the other, through a copy of a profile. */
import type { DrillReport, DrillScore } from '../../protocol/drill.ts';
import { textMessage } from '../../protocol/message.ts';
import { type Clock, sleep } from '../clock.ts';
import type { Profile } from '../configuration/port.ts';
import { createConfigurationStore } from '../configuration/store.ts';
import type { ChatRequest } from '../pipeline/service.ts';
import { RequestError } from '../request-error.ts';
import { type Simulator, startSimulator } from '../sandbox/http-simulator.ts';
import { type SingleFault, singleFaults } from './faults.ts';
import { outage, outageScore, type PlayedInOutage } from './outage.ts';
import { attemptsOf, failoverMsOf, isBooked, type Played, sentenceOf } from './played.ts';
import { type Lane, openRange, type Range, type RangeParts } from './range.ts';
import { drillProfile, drillTracks, type ScratchProfile, scratchProfile } from './scratch-profile.ts';

export type RunDrill = (profile: Profile, signal: AbortSignal) => Promise<DrillReport>;

/** The result rejects with the signal's reason when it is aborted; nothing is left behind either way. */
export function createDrill(parts: Omit<RangeParts, 'configuration'>): RunDrill {
  return async (profile, signal) => {
    const startedAtMs = parts.clock.monotonicMs();
    await using upstreams = await openUpstreams();
    const scratch = scratchProfile(profile, upstreams.urls);
    const configuration = createConfigurationStore(scratch.configuration, parts.clock);
    const range = await openRange({ ...parts, configuration });
    const drill: Drill = { ...parts, range, upstreams, scratch, profile, signal };
    try {
      const faults: DrillScore[] = [];
      for (const fault of singleFaults) faults.push(await playSingle(drill, fault));
      faults.push(await playOutage(drill));
      return {
        profile: profile.name,
        strategy: profile.settings.strategy,
        notes: [...scratch.notes],
        faults,
        held: faults.filter(({ held }) => held).length,
        totalMs: parts.clock.monotonicMs() - startedAtMs,
      };
    } finally {
      await range.close();
    }
  };
}

interface Drill {
  readonly clock: Clock;
  readonly range: Range;
  readonly upstreams: Upstreams;
  readonly scratch: ScratchProfile;
  readonly profile: Profile;
  readonly signal: AbortSignal;
}

async function playSingle(drill: Drill, { fault, title, rule, script, holds }: SingleFault): Promise<DrillScore> {
  const { upstreams, range, scratch, signal } = drill;
  signal.throwIfAborted();
  const lane = range.openLane();
  const first = firstOf(lane);
  upstreams.breakDown(first, script(scratch.policy));
  const sentBefore = upstreams.sent();
  const ended = await play(drill, lane, first);
  const played: Played = { ...ended, sent: upstreams.sent() - sentBefore };
  return {
    fault,
    title,
    rule,
    held: holds(played, scratch.policy) && isBooked(played),
    sentence: sentenceOf(played),
    outcome: played.outcome,
    requests: 1,
    attempts: attemptsOf(played),
    failoverMs: failoverMsOf(played.rows),
    totalMs: played.totalMs,
  };
}

/** Requests leave when it is their time, however long those before them take. */
async function playOutage(drill: Drill): Promise<DrillScore> {
  const { clock, range, upstreams, profile, signal } = drill;
  const lane = range.openLane();
  const first = firstOf(lane);
  upstreams.breakDown(first, { afterwards: { type: 'reset' } });
  const sentBefore = upstreams.sent();
  const startedAtMs = clock.monotonicMs();
  const running: Promise<PlayedInOutage>[] = [];
  try {
    for (let number = 0; number < outage.requests; number += 1) {
      await sleep(clock, startedAtMs + number * outage.everyMs - clock.monotonicMs(), signal);
      running.push(play(drill, lane, first));
    }
  } finally {
    // Also when the drill is stopped in the middle: the range is closed behind its last request.
    await Promise.allSettled(running);
  }
  const played = await Promise.all(running);
  const sent = upstreams.sent() - sentBefore;
  return outageScore(played, {
    strategy: profile.settings.strategy,
    sent,
    foundAfterMs: await recovery(drill, lane, first),
    totalMs: clock.monotonicMs() - startedAtMs,
  });
}

/** Resolves with the time until the target that is back answers; `null`: it is not asked while it could be. */
async function recovery(drill: Drill, lane: Lane, first: string): Promise<number | null> {
  const { clock, upstreams, scratch, signal } = drill;
  upstreams.mend();
  const backAtMs = clock.monotonicMs();
  const giveUpAtMs = backAtMs + scratch.policy.breaker.openMs + 2 * outage.everyMs + spareMs;
  while (clock.monotonicMs() < giveUpAtMs) {
    const { rows } = await play(drill, lane, first);
    if (rows.some(({ target, outcome }) => target === first && outcome === 'success'))
      return clock.monotonicMs() - backAtMs;
    await sleep(clock, outage.everyMs, signal);
  }
  return null;
}

/** For a machine that is busy. */
const spareMs = 500;

async function play({ clock, range, signal }: Drill, lane: Lane, first: string): Promise<PlayedInOutage> {
  const startedAtMs = clock.monotonicMs();
  const running = lane.requests.start(request, signal);
  let failed: RequestError | null = null;
  try {
    for await (const _ of running.parts);
  } catch (error) {
    if (!(error instanceof RequestError) || signal.aborted) throw error;
    failed = error;
  }
  const totalMs = clock.monotonicMs() - startedAtMs;
  const { complete, text } = running.result();
  const rows = range.ledger.recent(mostRows).filter(({ requestId }) => requestId === running.requestId);
  const outcome = failed?.kind ?? (complete ? 'complete' : 'cut');
  return { outcome, text, rows: rows.toReversed(), first, totalMs };
}

/** More than the requests of an outage make, all together. */
const mostRows = 1_000;

function firstOf({ plan }: Lane): string {
  const [first] = plan(request).targets;
  if (first === undefined) throw new RequestError('no-target', 'the copy of the profile has no target to ask');
  return first.target.name;
}

const request: ChatRequest = {
  chat: { messages: [textMessage('user', 'What does this do?')] },
  profile: drillProfile,
  model: null,
  needs: [],
  maxFirstPartMs: null,
  maxCostUsd: null,
  stream: true,
  collected: false,
  allowOverBudget: false,
  origin: {
    client: 'drill',
    window: null,
    workspace: null,
    branch: null,
    language: null,
    command: 'drill',
    conversation: null,
    parentRequest: null,
  },
};

interface Upstreams extends AsyncDisposable {
  readonly urls: readonly [string, string];
  /** Chat requests that came so far. */
  sent(): number;
  /** Scripts the upstream of this target; the other is well. */
  breakDown(target: string, script: Parameters<Simulator['script']>[0]): void;
  mend(): void;
}

async function openUpstreams(): Promise<Upstreams> {
  const [one, other] = [await startSimulator(), await startSimulator()];
  return {
    urls: [one.url, other.url],
    sent: () => one.seen().requests + other.seen().requests,
    breakDown(target, script) {
      const isOne = target.endsWith(`@${drillTracks[0]}`);
      one.script(isOne ? script : {});
      other.script(isOne ? {} : script);
    },
    mend() {
      one.script({});
      other.script({});
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([one.close(), other.close()]);
    },
  };
}
