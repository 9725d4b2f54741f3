/** Finds what is kept of one request, reading a piece at a time so that no answer waits for it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { errorCode } from '../error-code.ts';
import { type LedgerFiles, NotOrdinaryFile } from '../ledger/files.ts';
import type { FoundLines } from './explain.ts';
import { type Line, type LineOf, lineSchema, type StoredProfile, type StoredTarget } from './stored-lines.ts';

const pieceBytes = 1_000_000;

/** `null`: there is none, or what it refers to is damaged. Oldest file first. */
export async function findLines(
  files: LedgerFiles,
  inFiles: readonly string[],
  requestId: string,
): Promise<FoundLines | null> {
  const mark = `"requestId":${JSON.stringify(requestId)}`;
  const profiles = new Map<string, StoredProfile>();
  const targets = new Map<string, StoredTarget>();
  let decision: LineOf<'decision'> | null = null;
  let outcome: LineOf<'outcome'> | null = null;
  for (const file of inFiles) {
    for await (const text of linesOf(files, file)) {
      const isShared = text.startsWith('{"kind":"target"') || text.startsWith('{"kind":"profile"');
      const line = isShared || text.includes(mark) ? read(text) : null;
      if (line?.kind === 'target') targets.set(line.id, line.target);
      if (line?.kind === 'profile') profiles.set(line.id, line.profile);
      if (line?.kind === 'decision' && line.requestId === requestId) decision = line;
      if (line?.kind === 'outcome' && line.requestId === requestId) outcome = line;
    }
  }
  if (decision === null) return null;
  const profile = profiles.get(decision.profile);
  return profile === undefined ? null : { decision, profile, targets, outcome };
}

/** Lines without their breaks; one that was not finished is left out. */
async function* linesOf(files: LedgerFiles, file: string): AsyncGenerator<string> {
  const size = sizeOf(files, file);
  let rest = Buffer.alloc(0);
  for (let offset = 0; offset < size; offset += pieceBytes) {
    const piece = files.read(file, offset, Math.min(pieceBytes, size - offset));
    const bytes = Buffer.concat([rest, piece]);
    const end = bytes.lastIndexOf(0x0a) + 1;
    yield* bytes.toString('utf8', 0, end).split('\n');
    rest = bytes.subarray(end);
    await nextTurn();
  }
}

/** Of what is no ordinary file, as of one that is not there, nothing is read: who writes it tells of that. */
function sizeOf(files: LedgerFiles, file: string): number {
  try {
    files.read(file, 0, 0);
    return files.size(file) ?? 0;
  } catch (error) {
    if (error instanceof NotOrdinaryFile || errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

/** A line cut by a crash, or of another version, is passed over. */
function read(text: string): Line | null {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
