/** “Add a Track…”: an account is picked, its key is kept, and it is checked at once, before the first question. */
import { ConfigurationTarget, commands, l10n, ProgressLocation, type QuickPickItem, window, workspace } from 'vscode';
import * as z from 'zod';
import { methods } from '../../protocol/methods.ts';
import { localPresets, type TrackPreset } from '../../protocol/track-configuration.ts';
import type { CheckedTrack } from '../../protocol/verification.ts';
import { findings } from '../commands/verify-tracks.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import type { Secrets } from '../daemon/secrets.ts';
import { askForKey } from './key-place.ts';
import {
  freeName,
  isBaseUrl,
  nameOfAddress,
  namesIn,
  type PresetChoice,
  presetChoices,
  type TrackDraft,
  trackSettings,
} from './track-draft.ts';
import type { WalkthroughSteps } from './walkthrough-steps.ts';

export interface AddTrackParts {
  readonly daemon: DaemonConnection;
  readonly secrets: Secrets;
  readonly walkthrough: WalkthroughSteps;
}

/** What a link of the walkthrough or a key binding may pass: the account, without a list. */
const argumentsSchema = z.object({ preset: z.string().optional() }).catch({});

/** Tracks as they stand in the settings, whatever else is in them: this command adds one, and touches no other. */
const tracksSchema = z.record(z.string(), z.unknown()).catch({});

export async function addTrack(parts: AddTrackParts, given: unknown): Promise<void> {
  const { preset } = argumentsSchema.parse(given);
  const choice = presetChoices.find((one) => one.preset === preset) ?? (await pickPreset());
  if (choice === undefined) return;
  const taken = new Set([...Object.keys(ownTracks()), ...(await namesInUse(parts))]);
  const added = await askAbout(parts, choice, taken);
  if (added === undefined) return;
  // Read anew, since another window may have added one while the person was asked.
  const tracks = ownTracks();
  const name = freeName(added.name, new Set(Object.keys(tracks)));
  const withIt = { ...tracks, [name]: trackSettings(added.draft) };
  await workspace.getConfiguration('dualtrack').update('tracks', withIt, ConfigurationTarget.Global);
  await checkTrack(parts, name);
}

function ownTracks(): Readonly<Record<string, unknown>> {
  return tracksSchema.parse(workspace.getConfiguration('dualtrack').inspect('tracks')?.globalValue);
}

/** Of keys, and of tracks that a configuration file names: one of the settings would take their place. */
async function namesInUse({ daemon, secrets }: AddTrackParts): Promise<readonly string[]> {
  const [keys, { tracks }] = await Promise.all([secrets.names(), daemon.request(methods.status, {})]);
  return [...keys, ...tracks.flatMap(({ name, discovered }) => (discovered ? [] : [name]))];
}

/** Both are told to the daemon before it is asked: it hears of changes by itself, but not in time. */
async function checkTrack(parts: AddTrackParts, name: string): Promise<void> {
  const { daemon } = parts;
  const title = l10n.t('Dualtrack: verifying {0}', name);
  const checked = await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (_progress, cancellation) => {
      await Promise.all([daemon.sendSettings(), daemon.sendSecrets()]);
      const { tracks } = await daemon.request(methods.verifyTracks, { track: name }, cancellation);
      return tracks[0];
    },
  );
  if (checked === undefined) return;
  if (checked.outcome === 'failed') void offerMending(parts, checked);
  else {
    parts.walkthrough.mark('trackVerified');
    void offerFirstQuestion(checked);
  }
}

async function offerFirstQuestion(checked: CheckedTrack): Promise<void> {
  const ask = l10n.t('Ask a First Question');
  const remark = findings(checked)[0];
  const text = l10n.t('Track {0} can be used.', checked.track);
  const chosen = await window.showInformationMessage(remark === undefined ? text : `${text} ${remark}`, ask);
  if (chosen !== ask) return;
  const model = checked.targets.find(({ listed }) => listed !== false)?.target;
  await commands.executeCommand('dualtrack.firstQuestion', model === undefined ? {} : { model });
}

async function offerMending(parts: AddTrackParts, checked: CheckedTrack): Promise<void> {
  const setKey = l10n.t('Set API Key…');
  const openSettings = l10n.t('Open Settings');
  const again = l10n.t('Check Again');
  const chosen = await window.showWarningMessage(findings(checked).join('\n'), setKey, openSettings, again);
  if (chosen === setKey) await commands.executeCommand('dualtrack.setApiKey');
  else if (chosen === openSettings) await commands.executeCommand('workbench.action.openSettings', 'dualtrack.tracks');
  else if (chosen === again) await checkTrack(parts, checked.track);
}

interface PresetItem extends QuickPickItem {
  readonly choice: PresetChoice;
}

async function pickPreset(): Promise<PresetChoice | undefined> {
  const items = presetChoices.map(
    (choice): PresetItem => ({ label: choice.label, description: descriptionOf(choice), choice }),
  );
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Add a Track…'),
    placeHolder: l10n.t('Whose models? Address, prices and limits are known for all but the last'),
    matchOnDescription: true,
  });
  return picked?.choice;
}

function descriptionOf({ preset, needs }: PresetChoice): string {
  if (preset === 'holysheep-relay') return l10n.t('GPT, Claude, Gemini and DeepSeek models under one key');
  switch (needs) {
    case 'key':
      return l10n.t('with a key');
    case 'google':
      return l10n.t('with your Google Cloud login');
    case 'models':
      return l10n.t('on this machine, without a key');
    case 'address':
      return l10n.t('any other account, by its address');
  }
}

interface Added {
  readonly name: string;
  readonly draft: TrackDraft;
}

/** `undefined`: the person left. The key comes last, so that none is kept for a track that never came to be. */
async function askAbout(
  { daemon, secrets }: AddTrackParts,
  { preset, label, needs, environmentVariable }: PresetChoice,
  taken: ReadonlySet<string>,
): Promise<Added | undefined> {
  const title = l10n.t('Add a Track: {0}', label);
  const keyOf = (secretName: string, mayHaveNone: boolean) =>
    askForKey(secrets, { title, secretName, environmentVariable, mayHaveNone });
  if (needs === 'google') return googleTrack(title, taken);
  if (needs === 'key' && preset !== null) {
    const name = freeName(preset === 'holysheep-relay' ? 'relay' : preset, taken);
    const apiKey = await keyOf(name, false);
    return apiKey === undefined || apiKey === 'none' ? undefined : { name, draft: { kind: 'key', preset, apiKey } };
  }
  const local = localPresets.find((one) => one === preset);
  if (local !== undefined) {
    const models = await askForModels(title, await modelsFoundAt(daemon, local));
    return models && { name: freeName(local, taken), draft: { kind: 'models', preset: local, models } };
  }
  const baseUrl = await askFor(
    title,
    l10n.t('The base URL, up to and including the version, such as https://api.example.com/v1'),
    (text) => (isBaseUrl(text) ? undefined : l10n.t('Give an http or https address without a query.')),
  );
  if (baseUrl === undefined) return undefined;
  const name = freeName(nameOfAddress(baseUrl), taken);
  const models = await askForModels(title, []);
  const key = models && (await keyOf(name, true));
  if (key === undefined || models === undefined) return undefined;
  return { name, draft: { kind: 'address', baseUrl, apiKey: key === 'none' ? null : key, models } };
}

async function googleTrack(title: string, taken: ReadonlySet<string>): Promise<Added | undefined> {
  const rule = (text: string) =>
    /^[a-z0-9][a-z0-9:.-]*$/.test(text) ? undefined : l10n.t('Small letters, digits and hyphens, please.');
  const project = await askFor(title, l10n.t('The id of the Google Cloud project'), rule);
  const location =
    project && (await askFor(title, l10n.t('The location, such as us-central1 or global'), rule, 'global'));
  if (!project || !location) return undefined;
  return { name: freeName('vertex', taken), draft: { kind: 'google', project, location } };
}

/** Of a server that the daemon found; nothing where it found none. */
async function modelsFoundAt(daemon: DaemonConnection, track: TrackPreset): Promise<readonly string[]> {
  const { targets } = await daemon.request(methods.targets, {});
  return targets.filter((target) => target.discovered && target.track === track).map(({ model }) => model);
}

async function askForModels(title: string, found: readonly string[]): Promise<readonly string[] | undefined> {
  const prompt = l10n.t('The models to use, as the server calls them, separated by commas');
  const rule = (text: string) => (namesIn(text).length === 0 ? l10n.t('Name at least one model.') : undefined);
  const text = await askFor(title, prompt, rule, found.join(', '));
  return text === undefined ? undefined : namesIn(text);
}

async function askFor(
  title: string,
  prompt: string,
  rule: (text: string) => string | undefined,
  value = '',
): Promise<string | undefined> {
  const validateInput = (text: string) => rule(text.trim());
  const text = await window.showInputBox({ title, prompt, value, validateInput, ignoreFocusOut: true });
  return text?.trim();
}
