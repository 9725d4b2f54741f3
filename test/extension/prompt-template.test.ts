/** Prompts of one's own: what their variables become. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { builtInPromptNames, builtInPrompts } from '../../extension/asking/built-in-prompts.ts';
import {
  fillTemplate,
  promptVariables,
  unknownVariablesOf,
  variablesOf,
} from '../../extension/asking/prompt-template.ts';
import { english } from '../../protocol/translate.ts';

describe('a prompt template', () => {
  it('names its variables once each', () => {
    assert.deepEqual(variablesOf('{diff} and {selection}, {diff}'), ['selection', 'diff']);
  });

  it('leaves braces alone that name no variable, and tells which', () => {
    const template = 'if (a) { b } {selektion} {language}';
    assert.deepEqual(unknownVariablesOf(template), ['selektion']);
    assert.equal(fillTemplate(template, { language: 'c' }), 'if (a) { b } {selektion} c');
  });

  it('fills each variable once: what a value holds in braces stays as it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...promptVariables),
        fc.constantFrom(...promptVariables),
        fc.string(),
        (one, two, text) => {
          const value = `{${two}}${text}`;
          assert.equal(fillTemplate(`a {${one}} b`, { [one]: value }), `a ${value} b`);
        },
      ),
    );
  });

  it('ships with questions that use known variables only', () => {
    const prompts = builtInPrompts(english);
    for (const name of builtInPromptNames) assert.deepEqual(unknownVariablesOf(prompts[name].question), [], name);
    assert.deepEqual(variablesOf(prompts.fix.question), ['diagnostics']);
  });
});
