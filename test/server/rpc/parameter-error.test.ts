/** A message about a wrong parameter: field, rule and value, and never a secret or a question. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { z } from 'zod';
import { methods } from '../../../protocol/methods.ts';
import { parameterMessage } from '../../../server/rpc/parameter-error.ts';

function messageFor(schema: z.ZodType, raw: unknown): string {
  const parsed = schema.safeParse(raw);
  return parsed.success ? assert.fail('it was accepted') : parameterMessage(parsed.error, raw);
}

describe('a message about a parameter', () => {
  it('names field, rule and value', () => {
    assert.match(messageFor(methods.cancel.params, { requestId: 5 }), /^requestId must be a text, got 5$/);
    assert.match(messageFor(methods.cancel.params, {}), /^requestId must be a text, but it is missing$/);
    assert.match(messageFor(methods.cancel.params, 'x'), /^the parameters must be an object, got "x"$/);
  });

  it('S2, S4: never repeats a secret or what a person asked', () => {
    const secret = messageFor(methods.provideSecrets.params, { secrets: { relay: 123456 } });
    assert.match(secret, /^secrets\.relay must be .*a value of type number$/);
    const chat = { messages: [{ role: 'user', content: 'my private text' }] };
    assert.doesNotMatch(messageFor(methods.ask.params, { chat }), /private/);
  });
});
