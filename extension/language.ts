/** The language of this editor: what only the editor says is in its l10n bundle; what daemon and clients say alike, in their table. */
import { env, l10n } from 'vscode';
import type { Translate } from '../protocol/translate.ts';

let shared: { readonly table: Readonly<Record<string, string>>; readonly translate: Translate } | undefined;

/** Loads the table where this editor speaks that language. Until it is there, and in any other language, English is said. */
export async function learnLanguage(): Promise<void> {
  if (env.language.toLowerCase() !== 'zh-cn') return;
  const [{ sharedChinese }, { translator }] = await Promise.all([
    import('../protocol/chinese.ts'),
    import('../protocol/translate.ts'),
  ]);
  shared = { table: sharedChinese, translate: translator(sharedChinese) };
}

/** Like `l10n.t`, for what another part of the project may have said, too. */
export const said: Translate = (text, ...values) =>
  shared !== undefined && Object.hasOwn(shared.table, text)
    ? shared.translate(text, ...values)
    : l10n.t(text, ...values);
