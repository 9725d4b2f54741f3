/** The faults of a fire drill that are one request each: what the first upstream does, and the rule that must hold. */
import type { DrillFault } from '../../protocol/drill.ts';
import type { Policy } from '../routing/policy.ts';
import type { Fault } from '../sandbox/faults.ts';
import { attemptsOf, failoverMsOf, isBooked, type Played } from './played.ts';

export interface SingleFault {
  readonly fault: Exclude<DrillFault, 'outage'>;
  readonly title: string;
  readonly rule: string;
  /** What the upstream that is asked first does, request by request, and afterwards. */
  script(policy: Policy): { readonly faults?: Fault[]; readonly afterwards?: Fault };
  holds(played: Played, policy: Policy): boolean;
}

const status = (code: number, headers: Readonly<Record<string, string>> = {}, body?: unknown): Fault => ({
  type: 'status',
  status: code,
  headers: { ...headers },
  ...(body !== undefined && { body }),
});

const hintMs = 100;
/** F4: a silent upstream costs its first-part limit, and at most a second more. */
const spareMs = 1_000;
/** Our own time between two targets; generous, since the machine may be busy. */
const mostFailoverMs = 250;

const isWhole = ({ outcome, text }: Played) => outcome === 'complete' && text !== '';
const isCut = (played: Played) => played.outcome === 'cut' && played.rows.length === 1 && played.text !== '';
const bySecond = (played: Played) => isWhole(played) && attemptsOf(played).at(-1)?.target === 'second';
const atFirst = (played: Played) => attemptsOf(played).filter(({ target }) => target === 'first').length;
const inTime = (played: Played, { timeouts }: Policy) =>
  bySecond(played) && atFirst(played) === 1 && played.totalMs < timeouts.firstPartMs + spareMs;
const isAtOnce = ({ rows }: Played) => (failoverMsOf(rows) ?? 0) < mostFailoverMs;
const refusedOnce = (kind: Played['outcome']) => (played: Played) =>
  played.outcome === kind && played.rows.length === 1;

export const singleFaults: readonly SingleFault[] = [
  {
    fault: 'rate-limit-with-hint',
    title: '429 with a short Retry-After',
    rule: 'A track that asks for a pause is given it; the caller gets an answer.',
    script: () => ({ faults: [status(429, { 'retry-after': String(hintMs / 1_000) })] }),
    holds: (played) => isWhole(played) && (bySecond(played) || played.totalMs >= hintMs),
  },
  {
    fault: 'rate-limit-without-hint',
    title: '429 without Retry-After',
    rule: 'The other target answers; the first is not asked again.',
    script: () => ({ faults: [status(429)] }),
    holds: (played) => bySecond(played) && atFirst(played) === 1,
  },
  {
    fault: 'server-error-once',
    title: '500, then fine',
    rule: 'One failure is survived within the tries the profile allows.',
    script: () => ({ faults: [status(500)] }),
    holds: (played) => isWhole(played) && played.rows.length === 2,
  },
  {
    fault: 'unavailable',
    title: '503 again and again',
    rule: 'The other target is asked at once.',
    script: () => ({ afterwards: status(503) }),
    holds: (played) => bySecond(played) && atFirst(played) === 1 && isAtOnce(played),
  },
  {
    fault: 'reset',
    title: 'TCP reset',
    rule: 'It is tried again as often as the profile says, then the other target answers.',
    script: () => ({ afterwards: { type: 'reset' } }),
    holds: (played, { retry }) => bySecond(played) && atFirst(played) <= retry.attempts,
  },
  {
    fault: 'silence',
    title: 'Silence',
    rule: 'After the limit for the first part, and at most a second more, the other target answers.',
    script: () => ({ afterwards: { type: 'silence' } }),
    holds: inTime,
  },
  {
    fault: 'slow-first-part',
    title: 'A slow first part',
    rule: 'A role that comes in time is no answer: the other target answers.',
    script: ({ timeouts }) => ({
      afterwards: { type: 'slow-first-part', delayMs: 10 * timeouts.firstPartMs, withRole: true },
    }),
    holds: inTime,
  },
  {
    fault: 'cut',
    title: 'Cut in the middle',
    rule: 'What came is kept and marked as cut; no second answer is glued to it.',
    script: () => ({ afterwards: { type: 'cut', afterParts: 2 } }),
    holds: isCut,
  },
  {
    fault: 'stall',
    title: 'Stall in the middle',
    rule: 'The gap is bounded; what came is kept and marked as cut.',
    script: () => ({ afterwards: { type: 'stall', afterParts: 2 } }),
    holds: (played, { timeouts }) => isCut(played) && played.totalMs < timeouts.idleMs + spareMs,
  },
  {
    fault: 'malformed-chunk',
    title: 'A malformed chunk',
    rule: 'What came before it is kept and marked as cut.',
    script: () => ({ afterwards: { type: 'malformed-chunk', afterParts: 2 } }),
    holds: isCut,
  },
  {
    fault: 'no-terminator',
    title: 'No terminator after the finish reason',
    rule: 'The answer is whole: its finish reason was seen.',
    script: () => ({ afterwards: { type: 'no-terminator' } }),
    holds: (played) => isWhole(played) && played.rows.length === 1,
  },
  {
    fault: 'context-too-long',
    title: 'Context too long',
    rule: 'A target whose window may be larger is asked once.',
    script: () => ({ afterwards: { type: 'context-too-long' } }),
    holds: (played) => bySecond(played) && played.rows.length === 2,
  },
  {
    fault: 'content-refused',
    title: 'Content refused',
    rule: 'It would be refused everywhere: one attempt.',
    script: () => ({ afterwards: { type: 'content-refused' } }),
    holds: refusedOnce('content-refused'),
  },
  {
    fault: 'request-rejected',
    title: 'The request body is rejected',
    rule: 'It would be rejected everywhere: one attempt.',
    script: () => ({
      afterwards: status(400, {}, { error: { message: 'Unknown field.', type: 'invalid_request_error' } }),
    }),
    holds: refusedOnce('invalid-request'),
  },
  {
    fault: 'accounting',
    title: 'Failed attempts are booked',
    rule: 'Every attempt that an upstream saw is a row of its own, with a verdict on who pays.',
    script: () => ({ faults: [status(500), { type: 'error-event', afterParts: 0 }] }),
    holds: (played) => isWhole(played) && played.rows.length > 1 && isBooked(played),
  },
];
