/** The built-in profile `dual-track`: Google Cloud's own work on Vertex AI, everything else where it costs least. */
import type { ProfileSettings } from '../../protocol/profile-configuration.ts';
import type { RuleSettings } from '../../protocol/rule-configuration.ts';
import { type Target, targetNames } from '../routing/target.ts';

/** What stays on Vertex AI, by the names of the catalogue; the guide's own names are read as these. */
const vertexNative = ['images', 'vertex-search', 'bigquery', 'grounding', 'audio-output', 'image-output'];

/** The guide's fast models, and what the catalogue says is for many quick requests. */
const fastModels: ReadonlySet<string> = new Set(['gemini-2.5-flash', 'deepseek-v3.2']);
const fastTag = 'high-volume';
/** A bound under this goes to the fast models. */
const fastBelowMs = 100;

export function dualTrack(targets: readonly Target[], isVertex: (target: Target) => boolean): ProfileSettings {
  const vertex = targetNames(targets.filter(isVertex));
  const others = targetNames(targets.filter((target) => !isVertex(target)));
  const fast = targetNames(targets.filter(({ model, goodFor }) => fastModels.has(model) || goodFor.has(fastTag)));
  return {
    strategy: 'cheapest',
    targets: others,
    fallback: vertex,
    unknownModel: 'fallback',
    rules: [staysOnVertex(vertex), ...(fast.length > 0 ? [goesToTheFast(fast)] : [])],
  };
}

function staysOnVertex(vertex: string[]): RuleSettings {
  const why = 'images and what else is Vertex AI’s own go to Vertex AI only';
  return {
    name: 'vertex-native',
    why: vertex.length > 0 ? why : `${why}, and no Vertex AI track is configured`,
    when: { features: vertexNative },
    // biome-ignore lint/suspicious/noThenProperty: it is what people write, and never awaited.
    then: { targets: vertex, anyModel: true },
  };
}

function goesToTheFast(fast: string[]): RuleSettings {
  return {
    name: 'fast',
    why: `a bound under ${fastBelowMs} ms goes to the fast models`,
    when: { maxFirstPartMs: { below: fastBelowMs } },
    // biome-ignore lint/suspicious/noThenProperty: it is what people write, and never awaited.
    then: { targets: fast, strategy: 'fastest', anyModel: true },
  };
}
