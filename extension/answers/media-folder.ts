/** Where the pictures and sound of answers are saved, by the setting. Pure. */

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
