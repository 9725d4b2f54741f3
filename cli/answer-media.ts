/** The pictures and sound of an answer in a terminal: saved where it is said, else named, so that none is lost in silence. */
import { access, constants, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freeName, type Medium, mediaFiles, withMedium } from '../client/answer-media.ts';
import type { AskProgress, AskResult } from '../protocol/ask.ts';
import type { Translate } from '../protocol/translate.ts';
import { UsageError } from './exit.ts';
import { fileTrouble } from './file-trouble.ts';

export class AnswerMedia {
  readonly #folder: string | undefined;
  #media: readonly Medium[] = [];

  /** Without a folder nothing is saved. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Throws where the folder cannot be used: before anything is asked, since an answer may cost money. */
  async prepare(): Promise<void> {
    const folder = this.#folder;
    if (folder !== undefined) await usable(folder, () => access(folder, constants.W_OK));
  }

  progress(progress: AskProgress): void {
    if (progress.kind !== 'parts') return;
    for (const part of progress.parts) {
      if (part.choiceIndex === 0 && (part.type === 'image' || part.type === 'audio'))
        this.#media = withMedium(this.#media, part);
    }
  }

  /** Saves them in the folder, and returns a line on each for people. */
  async end({ usage }: AskResult, t: Translate): Promise<readonly string[]> {
    const folder = this.#folder;
    const files = mediaFiles(this.#media);
    const isShown = files.length > 0 || (usage?.imageOutputTokens ?? 0) + (usage?.audioOutputTokens ?? 0) > 0;
    if (folder === undefined)
      return isShown
        ? [t('warning: {0}', t('the answer holds pictures or sound, which --media FOLDER would have saved'))]
        : [];
    if (files.length === 0) return [];
    const taken = new Set(await usable(folder, () => readdir(folder)));
    const lines: string[] = [];
    for (const { name, bytes } of files) {
      const free = freeName('', name, taken);
      // A file that came meanwhile is not written over either.
      await writeFile(join(folder, free), bytes, { flag: 'wx' });
      taken.add(free);
      lines.push(t('saved {0}', join(folder, free)));
    }
    return lines;
  }
}

/** What can be done with the folder, which is made where it is not there. */
async function usable<Value>(folder: string, use: () => Promise<Value>): Promise<Value> {
  try {
    await mkdir(folder, { recursive: true });
    return await use();
  } catch (error) {
    throw new UsageError('--media must be a folder that can be used, got {0}: {1}', folder, fileTrouble(error));
  }
}
