/** Settings that concern this editor only and are never sent to the daemon: `dualtrack.KEY`. */
import * as z from 'zod';

export const editorSettingsSchema = z.strictObject({
  editorMenu: z
    .boolean('must be true or false')
    .default(true)
    .describe('Show Dualtrack in the menu of an editor with a selection.'),
  codeActions: z
    .boolean('must be true or false')
    .default(true)
    .describe('Offer “Ask Dualtrack…” among the refactorings of a selection.'),
});
