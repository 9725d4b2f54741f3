/**
 * Takes the oldest `count` entries out of a map. In batches: a map that loses its oldest entry at each addition walks over
 * the gaps of all that it lost before.
 */
export function forgetOldest(map: Map<string, unknown>, count: number): void {
  let left = count;
  for (const key of map.keys()) {
    if (left === 0) return;
    map.delete(key);
    left -= 1;
  }
}
