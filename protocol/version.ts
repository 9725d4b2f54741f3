/** Which protocol and which build speak: compared in the handshake, so that a newer client can replace an older daemon. */

/** Raised when a message changes so that an older side would misread it. */
export const protocolVersion = 1;

/** The product's version; a test holds it equal to package.json's. */
export const productVersion = '0.1.0';

/** Whether one version comes before another; a pre-release (`1.2.0-beta`) comes before its release. */
export function isOlderVersion(version: string, than: string): boolean {
  const [numbers = '', pre = ''] = version.split(/-(.*)/s);
  const [otherNumbers = '', otherPre = ''] = than.split(/-(.*)/s);
  const left = numbers.split('.').map(Number);
  const right = otherNumbers.split('.').map(Number);
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  if (pre === '' || otherPre === '') return pre !== '' && otherPre === '';
  return pre < otherPre;
}
