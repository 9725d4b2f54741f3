/** Checks tracks for clients: which there are, and how a target is asked so that it is limited and booked as any request. */
import { textMessage } from '../../protocol/message.ts';
import { methods, type ParamsOf } from '../../protocol/methods.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import type { Lifecycle } from '../daemon/lifecycle.ts';
import { RequestError } from '../request-error.ts';
import type { Requests } from '../requests.ts';
import type { Target } from '../routing/target.ts';
import type { Checking, VerifyTrack } from '../verification/verify-tracks.ts';
import { toChatRequest } from './chat-request.ts';
import { type Caller, type Handler, handler } from './handler.ts';
import { tracksNamed } from './named.ts';

export interface VerificationHandlerParts {
  readonly configuration: ConfigurationStore;
  readonly requests: Requests;
  readonly lifecycle: Pick<Lifecycle, 'admit'>;
  readonly verifyTrack: VerifyTrack;
  /** Looks for model servers on this machine, whose tracks are checked, too. */
  discoverLocalServers(): Promise<void>;
}

export function verificationHandlers(parts: VerificationHandlerParts): readonly Handler[] {
  return [
    handler(methods.verifyTracks, async (params, caller) => {
      parts.lifecycle.admit();
      await parts.discoverLocalServers();
      const checks = chosen(parts, params, caller).map((checking) => parts.verifyTrack(checking, caller.signal));
      return { tracks: await Promise.all(checks) };
    }),
  ];
}

/** Throws `RequestError` for a track that is not configured. */
function chosen(
  parts: VerificationHandlerParts,
  { track: wanted, ask = false }: ParamsOf<typeof methods.verifyTracks>,
  caller: Caller,
): readonly Checking[] {
  const current = parts.configuration.current();
  return tracksNamed(current, wanted).map((track) => ({
    track,
    targets: [...current.targets.values()].filter((target) => target.track.name === track.name),
    ask: ask ? (target, signal) => askOnce(parts, target, caller, signal) : null,
  }));
}

/** Enough for one word; models that think refuse less. */
const fewTokens = 16;

/** Resolves with what the question cost, in nano-USD; `null`: unknown. */
async function askOnce(
  { configuration, requests }: VerificationHandlerParts,
  target: Target,
  caller: Caller,
  signal: AbortSignal,
): Promise<number | null> {
  const chat = { messages: [textMessage('user', 'Reply with OK.')], maxOutputTokens: fewTokens };
  const params = { chat, model: target.name, origin: { command: 'verify' }, stream: false };
  const { activeProfile } = configuration.current();
  const running = requests.start(toChatRequest(params, caller.identity, activeProfile), signal);
  for await (const _ of running.progress);
  const { failure, billedCostNanoUsd } = running.result();
  if (failure === undefined) return billedCostNanoUsd;
  throw new RequestError(failure.kind, failure.message, { target: target.name, status: failure.status });
}
