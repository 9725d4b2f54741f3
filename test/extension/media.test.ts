/** Pictures, sound and sources of an answer. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freeName, mediaFiles, withMedium, withPlaces } from '../../client/answer-media.ts';
import { newAnswer, renderAnswer, withProgress } from '../../extension/answers/answer.ts';
import { readMediaFolder } from '../../extension/answers/media-folder.ts';
import type { Part } from '../../protocol/part.ts';
import { english } from '../../protocol/translate.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const audio = (data: string, mediaType = 'audio/mpeg') =>
  ({ type: 'audio', choiceIndex: 0, mediaType, dataBase64: base64(data) }) as const;
const image = (data: string) =>
  ({ type: 'image', choiceIndex: 0, mediaType: 'image/png', dataBase64: base64(data) }) as const;

describe('what an answer holds besides text', () => {
  it('joins pieces of sound, and keeps each picture apart', () => {
    const parts = [audio('ab'), audio('cd'), image('x'), image('y'), audio('ef')];
    const files = mediaFiles(parts.reduce<ReturnType<typeof withMedium>>(withMedium, []));
    assert.deepEqual(
      files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()]),
      [
        ['audio-1.mp3', 'abcd'],
        ['image-1.png', 'x'],
        ['image-2.png', 'y'],
        ['audio-2.mp3', 'ef'],
      ],
    );
  });

  it('makes a file that players read of raw sound', () => {
    const [file] = mediaFiles(withMedium([], audio('12345678', 'audio/L16;codec=pcm;rate=16000')));
    assert.equal(file?.name, 'audio-1.wav');
    const bytes = Buffer.from(file?.bytes ?? []);
    assert.equal(bytes.toString('latin1', 0, 4), 'RIFF');
    assert.equal(bytes.readUInt32LE(24), 16_000);
    assert.equal(bytes.readUInt32LE(40), 8);
    assert.equal(bytes.length, 52);
  });

  it('goes to the folder that is set: from the root, from home, or from the workspace', () => {
    const places = ['/var/media', 'C:\\media', '~/Pictures', '~', 'answers/media', './answers', '.', ' ', undefined];
    assert.deepEqual(places.map(readMediaFolder), [
      { from: 'root', path: '/var/media' },
      { from: 'root', path: 'C:\\media' },
      { from: 'home', path: 'Pictures' },
      { from: 'home', path: '' },
      { from: 'workspace', path: 'answers/media' },
      { from: 'workspace', path: 'answers' },
      { from: 'workspace', path: '' },
      null,
      null,
    ]);
  });

  it('takes a name that is free, and never that of another file', () => {
    const taken = new Set<string>();
    for (const expected of ['Say it audio-1.wav', 'Say it audio-1 (2).wav', 'Say it audio-1 (3).wav']) {
      assert.equal(freeName('Say it…', 'audio-1.wav', taken), expected);
      taken.add(expected);
    }
    assert.equal(freeName('', 'audio-1.wav', new Set(['audio-1.wav'])), 'audio-1 (2).wav');
  });

  it('says in the answer where it was saved', () => {
    const answer = withProgress(newAnswer('Draw.', 'a.ts'), { kind: 'parts', parts: [image('x'), audio('y')] });
    const saved = { ...answer, media: withPlaces(answer.media, ['answers/Draw image-1.png']) };
    assert.match(
      renderAnswer(saved, english),
      /\[image-1\.png, 1 kB, saved as answers\/Draw image-1\.png\] \[audio-1\.mp3, 1 kB\]/,
    );
  });

  it('is named in the answer, with its sources, each address once', () => {
    const source = (url: string, title?: string): Part => ({
      type: 'source',
      choiceIndex: 0,
      url,
      ...(title && { title }),
    });
    const parts: Part[] = [
      image('x'),
      source('https://a.example', 'A'),
      source('https://a.example'),
      source('https://b.example'),
    ];
    const text = renderAnswer(withProgress(newAnswer('Draw.', 'a.ts'), { kind: 'parts', parts }), english);
    assert.match(text, /\[image-1\.png, 1 kB\]/);
    assert.match(text, /Sources:\n1\. A: https:\/\/a\.example\n2\. https:\/\/b\.example/);
  });
});
