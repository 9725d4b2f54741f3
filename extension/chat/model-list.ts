/** The models that VS Code's own picker shows: every routing profile, and every target. Pure. */
import type { Status, TargetSummary } from '../../protocol/status.ts';
import type { Translate } from '../../protocol/translate.ts';

/** What the editor is told of one of our models; its id says what is asked of the daemon. */
export interface ListedModel {
  /** `profile:NAME`, or `MODEL@TRACK`. */
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly version: string;
  readonly detail: string;
  readonly tooltip: string;
  /** Tokens. */
  readonly maxInputTokens: number;
  readonly maxOutputTokens: number;
  readonly capabilities: { readonly imageInput: boolean; readonly toolCalling: boolean };
  /** Without it the picker hides the model from who is not signed in. */
  readonly isUserSelectable: boolean;
}

/** Whatever profile the window asks with: there before anything is known of the daemon, which it is not started for. */
const windowsProfile = 'profile';
const profilePrefix = 'profile:';
/** For a window nobody told of: small enough for every current model. */
const usualWindowTokens = 128_000;
const usualOutputTokens = 8_192;

export function listModels(
  status: Pick<Status, 'profiles'>,
  targets: readonly TargetSummary[],
  t: Translate,
): readonly ListedModel[] {
  const windows = new Map(targets.map(({ target, contextWindow }) => [target, contextWindow]));
  const profiles = status.profiles.map(({ name, description, targets: names }): ListedModel => {
    const known = names.map((target) => windows.get(target) ?? usualWindowTokens);
    return listed(`${profilePrefix}${name}`, t('Profile {0}', name), {
      family: name,
      detail: t('routing profile'),
      tooltip: description === '' ? names.join(', ') : t(description),
      // A prompt that fits the largest is sent there: the router leaves out what cannot take it.
      window: known.length === 0 ? usualWindowTokens : Math.max(...known),
    });
  });
  const models = targets.map(
    ({ target, model, track, contextWindow, inputUsdPerMTok, outputUsdPerMTok, simulated }): ListedModel => {
      const price =
        inputUsdPerMTok === null || outputUsdPerMTok === null
          ? t('price unknown')
          : t('{0} in, {1} out, US dollars per million tokens', inputUsdPerMTok, outputUsdPerMTok);
      return listed(target, model, {
        family: model,
        detail: simulated ? t('{0}, simulated', track) : track,
        tooltip: simulated ? t('Simulated: no model is asked and nothing is spent.') : price,
        window: contextWindow ?? usualWindowTokens,
      });
    },
  );
  return [modelOfWindow(t), ...profiles, ...models];
}

/** VS Code's chat answers nothing, not even by a participant, while it knows no model: one is always there. */
export function modelOfWindow(t: Translate): ListedModel {
  return listed(windowsProfile, 'Dualtrack', {
    family: 'dualtrack',
    detail: t('the routing profile of this window'),
    tooltip: t('The routing profile of this window decides which target answers.'),
    window: usualWindowTokens,
  });
}

/** What a model of this id asks of the daemon; `profile`: what the window has chosen. */
export function askedOf(
  id: string,
  profile: string | undefined,
): { readonly profile?: string; readonly model?: string } {
  if (id === windowsProfile) return profile === undefined ? {} : { profile };
  return id.startsWith(profilePrefix) ? { profile: id.slice(profilePrefix.length) } : { model: id };
}

interface Shown {
  readonly family: string;
  readonly detail: string;
  readonly tooltip: string;
  readonly window: number;
}

function listed(id: string, name: string, { family, detail, tooltip, window }: Shown): ListedModel {
  const maxOutputTokens = Math.min(usualOutputTokens, Math.floor(window / 2));
  return {
    id,
    name,
    family,
    version: '1',
    detail,
    tooltip,
    maxInputTokens: window - maxOutputTokens,
    maxOutputTokens,
    capabilities: { imageInput: true, toolCalling: true },
    isUserSelectable: true,
  };
}
