/** The append-only file of the ledger: one segment a UTC month, written line by line before anything is told. */
import * as path from 'node:path';
import type { Clock } from '../clock.ts';
import { noHash, sealLine } from './chain.ts';
import { type LedgerFiles, writeWhole } from './files.ts';
import { createGroupedSync, type OpenFile } from './grouped-sync.ts';
import type { Line } from './line.ts';
import type { ProblemOver, ReportProblem } from './problems.ts';
import { type Place, placeAtEnd, readSegment, type SegmentStep, segmentStart } from './segment.ts';
import type { Unnumbered } from './stored.ts';
import { setTornTailAside } from './torn-tail.ts';

export type JournalDraft = { [T in Line['t']]: Unnumbered<Extract<Line, { t: T }>> }[Line['t']];

export interface Journal {
  /**
   * Writes one line into a month's segment, synchronously: once this has returned without an error, the line survives
   * the end of this process. With an error nothing of the line is in the file; a line to `keep` is held in memory and
   * written before the next one.
   */
  append(month: string, draft: JournalDraft, whenUnwritable: 'keep' | 'drop'): Appended;
  /** Tries once more to write the lines that are held in memory. */
  writeKept(): void;
  /** Reads what follows a place, sets a torn tail aside, and takes the end as where to go on. */
  readOn(month: string, from: Place, onStep: (step: SegmentStep) => void): void;
  /** Where a segment that was read or written ends. */
  place(month: string): Place | null;
  /** Tells that a segment is covered up to here by what was read elsewhere. */
  assume(month: string, place: Place): void;
  /** Segments on the disk, oldest first, with their bytes. */
  segments(): readonly { readonly month: string; readonly bytes: number }[];
  fileOf(month: string): string;
  /** Bytes appended since the journal was opened. */
  appendedBytes(): number;
  /** Lines kept in memory since they could not be written. */
  keptLines(): number;
  /** All that was written is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface Appended {
  /** The line's number in the order of all lines. */
  readonly n: number;
  /** The byte it begins at in its segment; `null`: it is not there. */
  readonly offset: number | null;
  /** Why it could not be written; `null`: it was. */
  readonly error: unknown;
}

export interface JournalOptions {
  readonly directory: string;
  readonly files: LedgerFiles;
  readonly clock: Clock;
  readonly report: ReportProblem;
  readonly over: ProblemOver;
  /** Called before a segment is opened for writing; throws when this process may not write here. */
  readonly mayWrite: () => void;
}

/** Free attempts go on while the journal cannot be written; their lines wait here, the oldest are given up. */
const mostKept = 10_000;
/** A look at whether a segment is still there holds so long: many lines are written in that time. */
const lookHoldsMs = 20;
const segmentName = /^journal-(\d{4}-\d\d)\.jsonl$/;

/** Opens nothing and writes nothing until it is first used. */
export function createJournal({ directory, files, clock, report, over, mayWrite }: JournalOptions): Journal {
  const places = new Map<string, Place>();
  const open = new Map<string, OpenFile>();
  const kept: { month: string; draft: JournalDraft }[] = [];
  let nextNumber = 0;
  let appended = 0;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  const sync = createGroupedSync({ clock, report, over, files: () => open.values() });

  const fileOf = (month: string) => path.join(directory, `journal-${month}.jsonl`);

  const segments = () =>
    files
      .list(directory)
      .flatMap((name) => {
        const month = segmentName.exec(name)?.[1];
        return month === undefined ? [] : [{ month, bytes: files.size(path.join(directory, name)) ?? 0 }];
      })
      .sort((one, other) => (one.month < other.month ? -1 : 1));

  const setPlace = (month: string, place: Place) => {
    places.set(month, place);
    nextNumber = Math.max(nextNumber, place.n + 1);
  };

  const readOn: Journal['readOn'] = (month, from, onStep) => {
    let place = from;
    for (const step of readSegment(files, fileOf(month), from)) {
      for (const trouble of step.troubles) report({ ...trouble, file: fileOf(month) });
      onStep(step);
      if (step.torn !== null)
        setTornTailAside(
          { file: fileOf(month), offset: step.place.bytes, bytes: step.torn },
          { files, mayWrite, report },
        );
      place = step.place;
    }
    setPlace(month, place);
  };

  const segmentFor = (month: string): OpenFile => {
    const known = open.get(month);
    if (known !== undefined && !isReplaced(known)) return known;
    if (known !== undefined) letGo(month, known);
    mayWrite();
    files.makeFolder(directory);
    const bytes = files.size(fileOf(month)) ?? 0;
    if (!places.has(month) && bytes > 0) {
      const end = placeAtEnd(files, fileOf(month), bytes);
      if (end === null) readOn(month, segmentStart, () => {});
      else setPlace(month, end);
    }
    const place = places.get(month);
    if (place !== undefined && (files.size(fileOf(month)) ?? 0) > place.bytes) readOn(month, place, () => {});
    const segment: OpenFile = { path: fileOf(month), file: files.open(fileOf(month)), dirty: false };
    const expected = places.get(month)?.bytes ?? 0;
    if (segment.file.sizeAtOpening !== expected) {
      segment.file.close();
      throw new Error(`${fileOf(month)} must end at byte ${expected}, got ${segment.file.sizeAtOpening}`);
    }
    open.set(month, segment);
    if (segment.file.sizeAtOpening === 0) {
      places.set(month, segmentStart);
      write(month, segment, { t: 'segment', v: 1, month, after: lastBefore(month) });
    }
    return segment;
  };

  const isReplaced = ({ file }: OpenFile) => {
    const nowMs = clock.monotonicMs();
    if (nowMs - lookedAtMs < lookHoldsMs) return false;
    lookedAtMs = nowMs;
    return file.isReplaced();
  };

  /** What would be written to it nobody could find again: the segment is opened anew, wherever it ends now. */
  const letGo = (month: string, segment: OpenFile) => {
    open.delete(month);
    places.delete(month);
    void sync.idle().finally(() => segment.file.close());
    const message = `${segment.path} was removed or replaced while the daemon wrote to it. It goes on in the file of that name; what only the old one had is lost to the next daemon unless it is put back.`;
    report({ kind: 'journal-replaced', file: segment.path, message });
  };

  const lastBefore = (month: string) => {
    const before = [...places.entries()].filter(([other, { bytes }]) => other < month && bytes > 0);
    const latest = before.sort(([one], [other]) => (one < other ? 1 : -1))[0];
    return latest === undefined ? null : { month: latest[0], hash: latest[1].hash ?? noHash };
  };

  const write = (month: string, segment: OpenFile, draft: JournalDraft) => {
    const place = places.get(month) ?? segmentStart;
    const n = nextNumber;
    const sealed = sealLine({ ...draft, n }, place.hash ?? noHash);
    const bytes = Buffer.from(sealed.text);
    try {
      writeWhole(segment.file, bytes);
    } catch (error) {
      giveUp(month, segment, place.bytes);
      throw error;
    }
    setPlace(month, { bytes: place.bytes + bytes.length, hash: sealed.hash, n });
    appended += bytes.length;
    segment.dirty = true;
    sync.soon();
    return n;
  };

  /** After a failed write: takes back what of the line went in, and opens the segment anew next time. */
  const giveUp = (month: string, segment: OpenFile, bytes: number) => {
    open.delete(month);
    try {
      segment.file.truncate(bytes);
    } catch {
      // The piece stays for now; it is set aside as a torn tail when the segment is opened again.
    }
    void sync.idle().finally(() => segment.file.close());
  };

  const writeAllKept = () => {
    for (let next = kept[0]; next !== undefined; next = kept[0]) {
      write(next.month, segmentFor(next.month), next.draft);
      kept.shift();
    }
  };

  const append: Journal['append'] = (month, draft, whenUnwritable) => {
    try {
      writeAllKept();
      const segment = segmentFor(month);
      const offset = places.get(month)?.bytes ?? 0;
      return { n: write(month, segment, draft), offset, error: null };
    } catch (error) {
      if (whenUnwritable === 'keep') keep(month, draft);
      return { n: nextNumber, offset: null, error };
    }
  };

  const keep = (month: string, draft: JournalDraft) => {
    kept.push({ month, draft });
    if (kept.length <= mostKept) return;
    kept.shift();
    const message = `More than ${mostKept} lines wait for the journal in ${directory}: the oldest are lost.`;
    report({ kind: 'lines-lost', file: directory, message });
  };

  return {
    append,
    writeKept() {
      try {
        writeAllKept();
      } catch (error) {
        const message = `${kept.length} lines could not be written to the journal in ${directory}: ${String(error)}`;
        report({ kind: 'unwritable', file: directory, message });
      }
    },
    readOn,
    place: (month) => places.get(month) ?? null,
    assume: setPlace,
    segments,
    fileOf,
    appendedBytes: () => appended,
    keptLines: () => kept.length,
    sync: sync.now,
    async close() {
      await sync.close();
      for (const { file } of open.values()) file.close();
      open.clear();
    },
  };
}
