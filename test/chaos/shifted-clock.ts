/** Moves the wall clock of this process by the milliseconds written in a file, also while it runs; timers go on as before. */
import { readFileSync, watch } from 'node:fs';

export const clockFileVariable = 'DUALTRACK_CHAOS_CLOCK';

const file = process.env[clockFileVariable];
if (file !== undefined) {
  const systemNow = Date.now;
  let offsetMs = readOffset(file);
  watch(file, { persistent: false }, () => {
    offsetMs = readOffset(file);
  });
  Date.now = () => systemNow() + offsetMs;
}

/** A file that is just being written is empty for a moment. */
function readOffset(path: string): number {
  return Number(readFileSync(path, 'utf8')) || 0;
}
