/** Moves the wall clock of this process by the milliseconds written in a file, also while it runs; timers go on as before. */
import { readFileSync, watch } from 'node:fs';

export const clockFileVariable = 'DUALTRACK_CHAOS_CLOCK';

const file = process.env[clockFileVariable];
if (file !== undefined) {
  const systemNow = Date.now;
  let offsetMs = readOffset(file) ?? 0;
  watch(file, { persistent: false }, () => {
    offsetMs = readOffset(file) ?? offsetMs;
  });
  Date.now = () => systemNow() + offsetMs;
}

/** `null`: it is just being written, and empty for a moment. */
function readOffset(path: string): number | null {
  const text = readFileSync(path, 'utf8');
  return text === '' ? null : Number(text);
}
