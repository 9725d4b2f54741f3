/** Fills a prompt's template with what the editor knows: `Explain {selection} in {language}`. */

/** What a template may name; the values come from the editor when it is used. */
export const promptVariables = ['selection', 'file', 'fileText', 'language', 'diagnostics', 'diff'] as const;
export type PromptVariable = (typeof promptVariables)[number];

/** A name in braces; other braces, as in code, stand for themselves. */
const placeholder = /\{([A-Za-z]\w*)\}/g;

/** The variables a template uses, each once, in the order of `promptVariables`. */
export function variablesOf(template: string): readonly PromptVariable[] {
  const named = new Set([...template.matchAll(placeholder)].map(([, name]) => name));
  return promptVariables.filter((variable) => named.has(variable));
}

/** Names in braces that are no variables, for telling the person who wrote them. */
export function unknownVariablesOf(template: string): readonly string[] {
  const known: ReadonlySet<string> = new Set(promptVariables);
  return [...new Set([...template.matchAll(placeholder)].map(([, name = '']) => name))].filter(
    (name) => !known.has(name),
  );
}

/** The template with each variable replaced once; what a value itself holds in braces is left as it is. */
export function fillTemplate(template: string, values: Readonly<Partial<Record<PromptVariable, string>>>): string {
  const byName = new Map<string, string>(Object.entries(values));
  return template.replaceAll(placeholder, (whole, name: string) => byName.get(name) ?? whole);
}
