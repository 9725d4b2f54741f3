/** Chance that repeats: the same seed and words give the same numbers, on every machine. */

/** A generator of numbers from 0 (inclusive) to 1 (exclusive). */
export function seededRandom(seed: number, ...words: readonly string[]): () => number {
  let state = words.reduce(hash, seed >>> 0);
  // Marsaglia's xorshift over a Weyl sequence: small, fast, and even enough to shape a simulation.
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a over UTF-16 units. */
function hash(start: number, word: string): number {
  let value = (start ^ 0x811c9dc5) >>> 0;
  for (let index = 0; index < word.length; index += 1) value = Math.imul(value ^ word.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
