/** The questions that ship: what each command asks about the selection. */
import type { Translate } from '../../protocol/translate.ts';

export const builtInPromptNames = ['explain', 'review', 'fix', 'refactor', 'writeTests', 'document'] as const;
export type BuiltInPromptName = (typeof builtInPromptNames)[number];

export interface Prompt {
  /** What a list calls it. */
  readonly title: string;
  /** The question, a template: see `prompt-template.ts`. */
  readonly question: string;
  /** A target or model to ask; absent: the profile decides. */
  readonly model?: string | undefined;
  /** A routing profile to ask with; absent: the window's. */
  readonly profile?: string | undefined;
}

export function builtInPrompts(t: Translate): Readonly<Record<BuiltInPromptName, Prompt>> {
  return {
    explain: { title: t('Explain Selection'), question: t('Explain what this code does.') },
    review: {
      title: t('Review Selection'),
      question: t(
        'Review this code: faults first, each with its line, what goes wrong and how to mend it; then what could be simpler. Leave out praise and matters of taste.',
      ),
    },
    fix: {
      title: t('Fix Selection'),
      question: `${t('Find what is wrong with this code and show it mended, changing nothing else. The editor reports:')}\n{diagnostics}`,
    },
    refactor: {
      title: t('Refactor Selection'),
      question: t('Make this code simpler and clearer without changing what it does. Show the result and say why.'),
    },
    writeTests: {
      title: t('Write Tests for Selection'),
      question: t(
        'Write tests for this code in the test framework that is usual for it here: the usual case, the edges, and what must fail.',
      ),
    },
    document: {
      title: t('Document Selection'),
      question: t(
        'Write the documentation comments for this code in the form that is usual in {language}: what a caller must know, with units and errors, and nothing the code already says.',
      ),
    },
  };
}
