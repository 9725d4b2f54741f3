/** What sentences of the daemon begin with where they do not begin with the name of a target, a track or a field. */
const opening = /^(budget|held|no|profile|the|too|track|what)(?= )/;

/** A message of the daemon as a sentence of its own: names stay as they are written. */
export function asSentence(message: string): string {
  const begun = message.replace(opening, (word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  if (/[.!?。！？…]$/.test(begun)) return begun;
  return `${begun}${/\p{Script=Han}/u.test(begun) ? '。' : '.'}`;
}
