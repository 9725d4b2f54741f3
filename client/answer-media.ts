/** Pictures and sound of an answer: pieces joined, named, and in a form that players know. Pure. */
import type { Part } from '../protocol/part.ts';

export interface Medium {
  readonly kind: 'image' | 'audio';
  readonly mediaType: string;
  /** Base64 pieces in the order they came: sound streams in many. */
  readonly pieces: readonly string[];
  /** Where it was saved, for people; absent: it is in memory alone. */
  readonly savedAs?: string;
}

type MediumPart = Extract<Part, { readonly type: 'image' | 'audio' }>;

/** With one more part: every picture is one of its own, pieces of sound in a row are one recording. */
export function withMedium(media: readonly Medium[], { type, mediaType, dataBase64 }: MediumPart): readonly Medium[] {
  if (dataBase64 === '') return media;
  const last = media.at(-1);
  if (type === 'audio' && last?.kind === 'audio' && last.mediaType === mediaType) {
    return [...media.slice(0, -1), { ...last, pieces: [...last.pieces, dataBase64] }];
  }
  return [...media, { kind: type, mediaType, pieces: [dataBase64] }];
}

export interface MediaFile {
  /** Such as `image-1.png`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly savedAs?: string | undefined;
}

/** The media as files, each kind counted from 1. Raw sound becomes a WAV file, which players can read. */
export function mediaFiles(media: readonly Medium[]): readonly MediaFile[] {
  const counts = { image: 0, audio: 0 };
  return media.map(({ kind, mediaType, pieces, savedAs }) => {
    counts[kind] += 1;
    const bytes = Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')));
    const raw = rawSound(mediaType);
    const ending = raw === null ? (endings[baseType(mediaType)] ?? 'bin') : 'wav';
    return { name: `${kind}-${counts[kind]}.${ending}`, bytes: raw === null ? bytes : wav(bytes, raw), savedAs };
  });
}

/** The media with the places they were saved at, in their order. */
export function withPlaces(media: readonly Medium[], places: readonly string[]): readonly Medium[] {
  return media.map((medium, at) => {
    const savedAs = places[at];
    return savedAs === undefined ? medium : { ...medium, savedAs };
  });
}

/** `TITLE image-1.png`, numbered on where there is such a file: none is ever written over. */
export function freeName(title: string, name: string, taken: ReadonlySet<string>): string {
  const dot = name.lastIndexOf('.');
  const stem = `${title.replace(/[.…\s]+$/, '')} ${name.slice(0, dot)}`.trimStart();
  const ending = name.slice(dot);
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? stem + ending : `${stem} (${number})${ending}`;
    if (!taken.has(free)) return free;
  }
}

const endings: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/ogg': 'ogg',
  'audio/opus': 'opus',
  'audio/flac': 'flac',
  'audio/aac': 'aac',
};

function baseType(mediaType: string): string {
  return mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Samples a second of sound without a file's frame: 16 bits, one channel, as models send it. `null`: it has one. */
function rawSound(mediaType: string): number | null {
  if (!/^audio\/(l16|pcm|pcm16|x-raw)$/.test(baseType(mediaType))) return null;
  const rate = Number(/rate=(\d{4,6})/.exec(mediaType)?.[1]);
  return Number.isFinite(rate) ? rate : 24_000;
}

const headerBytes = 44;

/** The frame of a WAV file around raw samples. */
function wav(samples: Buffer, samplesPerSecond: number): Uint8Array {
  const header = Buffer.alloc(headerBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(headerBytes - 8 + samples.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(samplesPerSecond, 24);
  header.writeUInt32LE(samplesPerSecond * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}
