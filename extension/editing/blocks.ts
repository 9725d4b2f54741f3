/** What a proposal changes, block by block: each can be taken or dropped on its own. Lines end with `\n`. */
import { diffArrays } from 'diff';

/** A run of lines that differ. Lines count from 0; `count` may be 0 on either side: lines are put in or taken out. */
export interface Block {
  readonly originalLine: number;
  readonly originalCount: number;
  readonly proposedLine: number;
  readonly proposedCount: number;
}

export interface Proposal {
  readonly original: string;
  readonly proposed: string;
}

/** In the order of the text; empty: nothing is changed. */
export function blocksOf({ original, proposed }: Proposal): readonly Block[] {
  const blocks: Block[] = [];
  let originalLine = 0;
  let proposedLine = 0;
  let open: Block | undefined;
  for (const { added, removed, value } of diffArrays(original.split('\n'), proposed.split('\n'))) {
    const count = value.length;
    if (!added && !removed) {
      if (open !== undefined) blocks.push(open);
      open = undefined;
      originalLine += count;
      proposedLine += count;
      continue;
    }
    open ??= { originalLine, originalCount: 0, proposedLine, proposedCount: 0 };
    if (removed) {
      open = { ...open, originalCount: open.originalCount + count };
      originalLine += count;
    } else {
      open = { ...open, proposedCount: open.proposedCount + count };
      proposedLine += count;
    }
  }
  if (open !== undefined) blocks.push(open);
  return blocks;
}

/** The block at a line of the proposal, else the next one below it, else the last. */
export function blockAt(blocks: readonly Block[], proposedLine: number): Block | undefined {
  return blocks.find((block) => proposedLine < block.proposedLine + Math.max(1, block.proposedCount)) ?? blocks.at(-1);
}

/** The original with this block taken over: what is left to decide are the others. */
export function takeBlock({ original, proposed }: Proposal, block: Block): Proposal {
  const lines = linesOf(proposed, block.proposedLine, block.proposedCount);
  return { original: splice(original, block.originalLine, block.originalCount, lines), proposed };
}

/** The proposal with this block as it was. */
export function dropBlock({ original, proposed }: Proposal, block: Block): Proposal {
  const lines = linesOf(original, block.originalLine, block.originalCount);
  return { original, proposed: splice(proposed, block.proposedLine, block.proposedCount, lines) };
}

function linesOf(text: string, from: number, count: number): readonly string[] {
  return text.split('\n').slice(from, from + count);
}

function splice(text: string, from: number, count: number, lines: readonly string[]): string {
  return text
    .split('\n')
    .toSpliced(from, count, ...lines)
    .join('\n');
}
