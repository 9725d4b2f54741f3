/** Moves a torn tail to a side file, so that the next line starts on a line of its own and nothing is lost. */
import * as path from 'node:path';
import { type LedgerFiles, writeWhole } from './files.ts';
import type { ReportProblem } from './problems.ts';

export interface TornTail {
  readonly file: string;
  /** Where the last whole line ends, in bytes. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** `mayWrite` throws when this process may not; then, and when it fails, all stays as it is and is reported. */
export function setTornTailAside(
  { file, offset, bytes }: TornTail,
  { files, mayWrite, report }: { files: LedgerFiles; mayWrite: () => void; report: ReportProblem },
): void {
  try {
    mayWrite();
    const side = files.open(`${file}.torn`);
    try {
      writeWhole(side, bytes);
      writeWhole(side, Buffer.from('\n'));
    } finally {
      side.close();
    }
    const segment = files.open(file);
    try {
      segment.truncate(offset);
    } finally {
      segment.close();
    }
  } catch (error) {
    const message = `The torn end of ${file} could not be moved to ${path.basename(file)}.torn: ${String(error)}`;
    report({ kind: 'unwritable', file, message });
  }
}
