/** Keeps the configuration in force and tells who wants to know when it changes. */
import { isDeepStrictEqual } from 'node:util';
import type { Configuration } from '../../protocol/configuration.ts';
import type { Problem } from '../../protocol/status.ts';
import { createOverride, type ReadFile } from '../catalogue/override.ts';
import { nextChangeMs } from '../catalogue/price.ts';
import { type Clock, systemClock } from '../clock.ts';
import { Listeners } from '../listeners.ts';
import { type Parsed, parseConfiguration } from './parse.ts';
import type { ConfigurationStore, ResolvedConfiguration } from './port.ts';
import { resolveConfiguration } from './resolve.ts';
import type { TrackWithTargets } from './tracks.ts';

/**
 * `file` is the parsed JSON of the configuration file; `null`: there is none. The clock says which of several dated
 * prices holds: where one changes, the configuration does. `readFile` is for the catalogue that the settings may name.
 */
export function createConfigurationStore(
  file: unknown | null,
  clock: Pick<Clock, 'epochMs'> = systemClock,
  readFile: ReadFile = noFiles,
): ConfigurationStore {
  const catalogueFor = createOverride(readFile);
  let fromFile: Parsed = file === null ? { configuration: {}, problems: [] } : parseConfiguration(file, 'file');
  let ofReading: readonly Problem[] = [];
  let fromEditor: Parsed = { configuration: {}, problems: [] };
  let discovered: readonly TrackWithTargets[] = [];
  const changes = new Listeners<[configuration: ResolvedConfiguration]>();
  let pricesHoldUntilMs = Number.POSITIVE_INFINITY;
  let current = resolve();

  function resolve(): ResolvedConfiguration {
    const nowMs = clock.epochMs();
    const settings = merged(fromFile.configuration, fromEditor.configuration);
    const source = Object.keys(fromEditor.configuration).length > 0 ? 'settings' : 'file';
    const { catalogue, problem } = catalogueFor(settings.catalogueFile ?? null);
    const ofCatalogue = problem === null ? [] : [catalogueProblem(source, problem, settings.catalogueFile)];
    const resolved = resolveConfiguration({
      nowMs,
      settings,
      catalogue,
      parseProblems: [...ofReading, ...fromFile.problems, ...fromEditor.problems, ...ofCatalogue],
      source,
      discovered,
    });
    pricesHoldUntilMs = nextPriceChangeMs(resolved, nowMs);
    return resolved;
  }

  function update(): void {
    current = resolve();
    changes.tell(current);
  }

  return {
    current() {
      if (clock.epochMs() >= pricesHoldUntilMs) update();
      return current;
    },
    configure(settings) {
      const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => !isUnset(value)));
      fromEditor = parseConfiguration(given, 'settings');
      update();
      return current.problems;
    },
    reread(read) {
      if ('file' in read) fromFile = parseConfiguration(read.file, 'file');
      ofReading = 'file' in read ? [] : [{ source: 'file', field: '', message: read.reason }];
      update();
    },
    offer(tracks) {
      // It is looked for again and again, and mostly the same is found.
      if (isDeepStrictEqual(tracks, discovered)) return;
      discovered = tracks;
      update();
    },
    onChange: changes.add,
  };
}

function noFiles(): never {
  throw new Error('no files can be read here');
}

function catalogueProblem(source: Problem['source'], reason: string, file = ''): Problem {
  const field = 'catalogueFile';
  return { source, field, message: `${field} must name a catalogue that can be read (${reason}), got "${file}"` };
}

function nextPriceChangeMs({ targets }: ResolvedConfiguration, nowMs: number): number {
  const dated = [...targets.values()].flatMap(({ datedPrices }) => datedPrices ?? []);
  return nextChangeMs(
    dated.flatMap(({ nominal, list }) => [...nominal, ...list]),
    nowMs,
  );
}

/** Tracks and profiles are joined by name; everything else is taken whole from the later source that has it. */
function merged(below: Configuration, above: Configuration): Configuration {
  return {
    ...below,
    ...above,
    tracks: { ...below.tracks, ...above.tracks },
    profiles: { ...below.profiles, ...above.profiles },
  };
}

/** VS Code sends a setting nobody wrote as `null`, an empty text or an empty object. */
function isUnset(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0;
}
