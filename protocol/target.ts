/** How a target is written: `MODEL@TRACK`. */
import { namePattern } from './field.ts';

/** What a caller may name as `model`. */
export type ModelSpec =
  | { readonly kind: 'target'; readonly model: string; readonly track: string }
  | { readonly kind: 'model'; readonly model: string };

/**
 * Reads a model name. It is split at the **last** `@`, and only where a track's name follows: model names may hold an
 * `@` of their own (`claude@20250219`), so whether the track exists decides.
 */
export function parseModelSpec(spec: string, isTrack: (name: string) => boolean): ModelSpec {
  const at = spec.lastIndexOf('@');
  const track = spec.slice(at + 1);
  if (at > 0 && namePattern.test(track) && isTrack(track)) return { kind: 'target', model: spec.slice(0, at), track };
  return { kind: 'model', model: spec };
}

export function targetName(model: string, track: string): string {
  return `${model}@${track}`;
}

/** The two halves of a target's whole name: a track's name holds no `@`. */
export function targetParts(target: string): { readonly model: string; readonly track: string } {
  const at = target.lastIndexOf('@');
  return { model: target.slice(0, at), track: target.slice(at + 1) };
}
