/** Settings that concern this editor only and are never sent to the daemon: `dualtrack.KEY`. */
import * as z from 'zod';
import { text, yesOrNo } from '../protocol/field.ts';
import { promptVariables, unknownVariablesOf } from './asking/prompt-template.ts';

const variables = promptVariables.map((name) => `{${name}}`).join(', ');

export const promptSettingsSchema = z.strictObject({
  title: text(100).optional().describe('What the list of prompts calls it; its name unless said otherwise.'),
  question: text(20_000)
    .superRefine((question, context) => {
      const [unknown] = unknownVariablesOf(question);
      if (unknown === undefined) return;
      context.addIssue({ code: 'custom', message: `must use no other variables than ${variables}, got {${unknown}}` });
    })
    .describe(
      'What is asked. {selection}, {file}, {fileText}, {language}, {diagnostics} and {diff} stand for what the editor knows; without {selection} the selected code follows it.',
    ),
  model: text(300)
    .optional()
    .describe('A model or target to ask, such as "gpt-4.1@relay"; absent: the profile decides.'),
  profile: text(100).optional().describe('A routing profile to ask with; absent: the one of this window.'),
});

export const editorSettingsSchema = z.strictObject({
  editorMenu: yesOrNo().default(true).describe('Show Dualtrack in the menu of an editor with a selection.'),
  codeActions: yesOrNo()
    .default(true)
    .describe(
      'Offer “Ask Dualtrack…” among the refactorings of a selection, and “Fix With Dualtrack” where the editor reports a problem.',
    ),
  confirmAboveUsd: z
    .number('must be a number of US dollars')
    .min(0, 'must not be negative')
    .optional()
    .describe('Ask before a question is sent that may cost more than this, in US dollars. Never asks unless set.'),
  selectionPrice: yesOrNo()
    .default(false)
    .describe('Show in the status bar how many tokens the selected code has, and what asking about it costs at least.'),
  prompts: z
    .record(text(100), promptSettingsSchema)
    .default({})
    .describe(
      'Questions of your own for “Ask With Prompt…”, by name. A key can be bound to one: its arguments are `{ "prompt": "NAME" }`.',
    ),
  mediaFolder: text(1000)
    .optional()
    .describe(
      'A folder in which pictures and sound of answers are saved as files, without asking: from the root, from `~`, or from the first folder of the workspace. Unless set they are kept in memory, and each time you are asked.',
    ),
  exclude: z
    .array(text(500))
    .default(['.env', '.env.*', '!.env.example', '*.pem', '*.key', 'id_rsa', 'id_ed25519'])
    .describe('Files that are never sent, as patterns in the form of `.gitignore`. A workspace can add to them.'),
});
