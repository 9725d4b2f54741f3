/** Follows a piece of a document while the person types around it or in it. */

/** Offsets in the document's characters; `end` is exclusive. */
export interface TrackedRange {
  readonly start: number;
  readonly end: number;
  /** Something within it has been changed since it was asked about. */
  readonly isTouched: boolean;
}

/** `length` characters from `offset` on became `insertedLength` others. */
export interface Change {
  readonly offset: number;
  readonly length: number;
  readonly insertedLength: number;
}

/** The range after the changes of one event, all told in the offsets of the document before it. */
export function afterChanges(range: TrackedRange, changes: readonly Change[]): TrackedRange {
  // From the last one up, so that each finds the offsets it is told in.
  return changes.toSorted((one, other) => other.offset - one.offset).reduce(afterChange, range);
}

function afterChange(
  { start, end, isTouched }: TrackedRange,
  { offset, length, insertedLength }: Change,
): TrackedRange {
  const grown = insertedLength - length;
  const changeEnd = offset + length;
  // What is typed at either edge is outside.
  if (changeEnd <= start) return { start: start + grown, end: end + grown, isTouched };
  if (offset >= end) return { start, end, isTouched };
  return { start: Math.min(start, offset), end: Math.max(end, changeEnd) + grown, isTouched: true };
}
