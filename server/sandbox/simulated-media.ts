/** What a simulated model draws and speaks: a picture of stripes and a tone, small and the same for the same question. */
import { crc32, deflateSync } from 'node:zlib';

export interface SimulatedMedium {
  readonly kind: 'image' | 'audio';
  readonly mediaType: string;
  readonly dataBase64: string;
  /** As vendors count them: an image at a flat rate, sound by its length. */
  readonly tokens: number;
}

const tokensPerImage = 1290;
const tokensPerSecond = 25;
const samplesPerSecond = 24_000;
const seconds = 1;

export function simulatedImage(random: () => number): SimulatedMedium {
  return {
    kind: 'image',
    mediaType: 'image/png',
    dataBase64: stripes(random).toString('base64'),
    tokens: tokensPerImage,
  };
}

/** Raw samples, as Google's models give them. */
export function simulatedSpeech(random: () => number): SimulatedMedium {
  const pitchHz = 220 + Math.floor(random() * 220);
  const samples = Buffer.alloc(samplesPerSecond * seconds * 2);
  for (let at = 0; at < samples.length / 2; at += 1) {
    const value = Math.sin((2 * Math.PI * pitchHz * at) / samplesPerSecond) * 8000;
    samples.writeInt16LE(Math.round(value), at * 2);
  }
  return {
    kind: 'audio',
    mediaType: `audio/L16;codec=pcm;rate=${samplesPerSecond}`,
    dataBase64: samples.toString('base64'),
    tokens: tokensPerSecond * seconds,
  };
}

const side = 96;

/** A PNG file. */
function stripes(random: () => number): Buffer {
  const colours = Array.from({ length: 4 }, () => Array.from({ length: 3 }, () => Math.floor(random() * 256)));
  const rows = Array.from({ length: side }, (_, y) => {
    const pixels = Array.from({ length: side }, (_, x) => colours[((x + y) >> 4) % colours.length] ?? []);
    return Buffer.from([0, ...pixels.flat()]);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // Eight bits for each of three colours.
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.concat(rows));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
