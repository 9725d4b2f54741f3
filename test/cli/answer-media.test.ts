/** What an answer holds besides text, in a terminal: pictures and sound saved where it is said, sources below it. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { AnswerMedia } from '../../cli/answer-media.ts';
import { sourcesOf } from '../../cli/ask.ts';
import type { AskResult } from '../../protocol/ask.ts';
import type { Part } from '../../protocol/part.ts';
import { english } from '../../protocol/translate.ts';
import { noUsage } from '../../protocol/usage.ts';

const picture: Part = { type: 'image', choiceIndex: 0, mediaType: 'image/png', dataBase64: 'aGk=' };
const warning = 'warning: the answer holds pictures or sound, which --media FOLDER would have saved';

describe('what an answer holds besides text, in a terminal', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dualtrack-cli-media-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const resultWith = (imageOutputTokens: number): AskResult => ({
    ...{ requestId: 'r', text: '', complete: true, target: 'm@t', profile: 'p', attempts: 1, measured: true },
    ...{ listCostNanoUsd: null, billedCostNanoUsd: null, simulated: false, firstPartMs: 1, totalMs: 1, route: [] },
    usage: { ...noUsage, imageOutputTokens },
  });
  const shown = (parts: readonly Part[], goal?: string): AnswerMedia => {
    const media = new AnswerMedia(goal);
    media.progress({ kind: 'parts', parts: [...parts] });
    return media;
  };

  it('pictures are saved in the folder, which is made, and never over another file', async () => {
    const goal = join(folder, 'new');
    for (const name of ['image-1.png', 'image-1 (2).png']) {
      const lines = await shown([picture], goal).end(resultWith(1), english);
      assert.deepEqual(lines, [`saved ${join(goal, name)}`]);
    }
    assert.deepEqual((await readdir(goal)).toSorted(), ['image-1 (2).png', 'image-1.png']);
  });

  it('a folder that cannot be used is refused before anything is asked, and one that is not there is made', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    for (const goal of [file, join(file, 'below')])
      await assert.rejects(new AnswerMedia(goal).prepare(), {
        name: 'UsageError',
        message: new RegExp(`^--media must be a folder that can be used, got ${goal}: `),
      });
    await new AnswerMedia(join(folder, 'made')).prepare();
    assert.deepEqual(await readdir(join(folder, 'made')), []);
  });

  it('sources stand below the answer, in their order; without any there is nothing', () => {
    const sources = [{ url: 'https://a.example', title: 'A' }, { url: 'https://b.example' }];
    assert.equal(
      sourcesOf({ ...resultWith(0), sources }, english),
      '\nSources:\n1. A: https://a.example\n2. https://b.example\n',
    );
    assert.equal(sourcesOf(resultWith(0), english), '');
  });

  it('pictures are told of where nobody said to save them, also where only their tokens are known', async () => {
    assert.deepEqual(await shown([picture]).end(resultWith(0), english), [warning]);
    assert.deepEqual(await shown([]).end(resultWith(1290), english), [warning]);
    assert.deepEqual(await shown([]).end(resultWith(0), english), []);
  });
});
