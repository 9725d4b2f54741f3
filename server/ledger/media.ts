/** Which tokens besides text an attempt may be billed for, since vendors price sound and pictures apart. Pure. */
import type { Chat, Message } from '../../protocol/message.ts';
import { inlineFile } from '../catalogue/estimate.ts';
import type { Rates } from '../catalogue/price.ts';
import { featureName } from '../routing/request-facts.ts';

/** With its rate; an image that is sent is priced as text where no rate is quoted for it. */
export const mediaRates = {
  imageInputTokens: (rates: Rates) => rates.imageInputPicoUsd ?? rates.inputPicoUsd,
  audioInputTokens: (rates: Rates) => rates.audioInputPicoUsd,
  imageOutputTokens: (rates: Rates) => rates.imageOutputPicoUsd,
  audioOutputTokens: (rates: Rates) => rates.audioOutputPicoUsd,
} as const;
export type Medium = keyof typeof mediaRates;

/** `sure`: it was sent or asked for. `possible`: what is sent may hold it, or the model may answer with it unasked. */
export interface Media {
  readonly sure: ReadonlySet<Medium>;
  readonly possible: ReadonlySet<Medium>;
}

export const noMedia: Media = { sure: new Set(), possible: new Set() };

/** What a request is answered with, besides what its chat says. */
export interface Asked {
  readonly chat: Chat;
  readonly needs: readonly string[];
  readonly target: { readonly features: ReadonlySet<string> | null };
}

const outputs = [
  ['image-output', 'imageOutputTokens'],
  ['audio-output', 'audioOutputTokens'],
] as const;

export function mediaOf({ chat, needs, target }: Asked): Media {
  const sure = new Set<Medium>();
  const possible = new Set<Medium>();
  for (const message of chat.messages) noteSent(message, sure, possible);
  const wanted = new Set([...needs.map(featureName), ...modalitiesOf(chat).map((name) => `${name}-output`)]);
  for (const [feature, medium] of outputs) {
    if (wanted.has(feature)) sure.add(medium);
    else if (target.features?.has(feature)) possible.add(medium);
  }
  return sure.size + possible.size === 0 ? noMedia : { sure, possible };
}

function noteSent({ content, vendor, vendorContent }: Message, sure: Set<Medium>, possible: Set<Medium>): void {
  for (const part of content) {
    if (part.type === 'image') sure.add('imageInputTokens');
    if (part.type === 'audio') sure.add('audioInputTokens');
    if (part.type === 'file') noteFile(part.url, sure, possible);
  }
  // Something of the vendor's own, such as a file by its id, and an answer that was spoken, which stands there by its id.
  if (vendorContent !== undefined || vendor?.audio !== undefined) noteUnknown(possible);
}

function noteFile(url: string, sure: Set<Medium>, possible: Set<Medium>): void {
  const mediaType = inlineFile(url)?.mediaType;
  if (mediaType === undefined || mediaType.startsWith('video/')) noteUnknown(possible);
  else if (mediaType.startsWith('audio/')) sure.add('audioInputTokens');
  else possible.add('imageInputTokens');
}

function noteUnknown(possible: Set<Medium>): void {
  possible.add('imageInputTokens');
  possible.add('audioInputTokens');
}

/** As OpenAI's dialect asks for them. */
function modalitiesOf({ vendor }: Chat): readonly unknown[] {
  const modalities = vendor?.modalities;
  return Array.isArray(modalities) ? modalities : [];
}
