/** Decides what a person without a track is offered. Pure. */
import type { TargetSummary } from '../../protocol/status.ts';

/** `server`: a model server that runs on this machine, by its name for people; `null`: none was found. */
export type FirstOffer = { readonly kind: 'none' } | { readonly kind: 'offer'; readonly server: string | null };

/** Nothing where a track is configured, in the settings or in a file. */
export function offerFor(targets: readonly Pick<TargetSummary, 'track' | 'simulated' | 'discovered'>[]): FirstOffer {
  const real = targets.filter(({ simulated }) => !simulated);
  if (real.some(({ discovered }) => !discovered)) return { kind: 'none' };
  const [found] = real;
  return { kind: 'offer', server: found === undefined ? null : (serverNames[found.track] ?? found.track) };
}

const serverNames: Readonly<Record<string, string>> = {
  ollama: 'Ollama',
  'lm-studio': 'LM Studio',
  'llama-cpp': 'llama.cpp',
};
