/** Where the pictures and sound of answers are saved, and under which names. Pure. */

export type MediaFolder =
  /** From the root of this machine's files, or from the home folder. */
  | { readonly from: 'root' | 'home'; readonly path: string }
  /** From the first folder of the workspace; empty: that folder itself. */
  | { readonly from: 'workspace'; readonly path: string };

/** `null`: none is set. */
export function readMediaFolder(setting: string | undefined): MediaFolder | null {
  const text = setting?.trim() ?? '';
  if (text === '') return null;
  if (text === '~' || /^~[\\/]/.test(text)) return { from: 'home', path: text.slice(2) };
  if (/^([\\/]|[a-z]:[\\/])/i.test(text)) return { from: 'root', path: text };
  return { from: 'workspace', path: text.replace(/^\.([\\/]|$)/, '') };
}

/** `TITLE image-1.png`, numbered on where there is such a file: none is ever written over. */
export function freeName(title: string, name: string, taken: ReadonlySet<string>): string {
  const dot = name.lastIndexOf('.');
  const stem = `${title.replace(/[.…\s]+$/, '')} ${name.slice(0, dot)}`;
  const ending = name.slice(dot);
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? stem + ending : `${stem} (${number})${ending}`;
    if (!taken.has(free)) return free;
  }
}
