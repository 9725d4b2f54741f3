/** Whether requests go to the cheapest target that can take them. Pure. */
import type { Overview } from '../../protocol/status.ts';

/** Where what costs least goes first, though by rules or by place: strategy alone does not say it. */
const cheapByDesign: ReadonlySet<string> = new Set(['dual-track', 'local-first']);

/** `chosen` is the window's profile; `undefined`: the daemon's default. */
export function isCheapFirst(
  { profiles, activeProfile }: Pick<Overview, 'profiles' | 'activeProfile'>,
  chosen: string | undefined,
): boolean {
  const current = profiles.find(({ name }) => name === (chosen ?? activeProfile));
  if (current === undefined) return false;
  return current.strategy === 'cheapest' || (current.builtIn && cheapByDesign.has(current.name));
}
