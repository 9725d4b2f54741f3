/** How deep a value from outside may be nested. Pure. */

/** Far deeper than any schema of a tool; not so deep that writing it out again exhausts the stack. */
export const deepestNesting = 500;

export function isTooDeep(value: unknown, levels: number = deepestNesting): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1));
}
