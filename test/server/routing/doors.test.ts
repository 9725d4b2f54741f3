/** What a request needs can be stated alike over RPC, on the command line and in headers of the gateway, and reaches the router. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toParams } from '../../../cli/ask.ts';
import { createProgram } from '../../../cli/program.ts';
import { askParamsSchema } from '../../../protocol/ask.ts';
import { textMessage } from '../../../protocol/message.ts';
import { english } from '../../../protocol/translate.ts';
import { readWishes } from '../../../server/gateway/request-headers.ts';
import { factsOf } from '../../../server/routing/facts-of-request.ts';
import { toChatRequest } from '../../../server/rpc/chat-request.ts';
import { parameterMessage } from '../../../server/rpc/parameter-error.ts';
import { chatRequest } from '../../support/configuration.ts';

const chat = { messages: [textMessage('user', 'x')] };
const client = { kind: 'cli' as const, name: 'cli', version: '1', protocolVersion: 1, workspace: '/w' };
const stated = { needs: ['images', 'vertex-search'], maxFirstPartMs: 90, maxCostUsd: 0.5 };

function facts(request: Parameters<typeof factsOf>[0]) {
  const { needs, maxFirstPartMs, maxCostUsd } = factsOf(request);
  return { needs, maxFirstPartMs, maxCostUsd };
}

describe('needs and bounds', () => {
  it('over RPC, with the workspace of the client', () => {
    const params = {
      chat,
      needs: ['images', 'vertex_search'],
      maxFirstPartMs: 90,
      maxCostUsd: 0.5,
      profile: 'p',
      model: 'm',
    };
    const request = toChatRequest(askParamsSchema.parse(params), client, 'default');
    assert.deepEqual(facts(request), stated);
    assert.deepEqual([request.profile, request.model, factsOf(request).workspace], ['p', 'm', '/w']);
  });

  it('on the command line', () => {
    const command = createProgram(new AbortController().signal, english).commands.find((one) => one.name() === 'ask');
    const options = [
      '--needs',
      'images,vertex_search',
      '--max-first-part-ms',
      '90',
      '--max-cost-usd',
      '0.5',
      '--profile',
      'p',
      '--model',
      'm',
    ];
    command?.parseOptions(options);
    const params = toParams('x', { stream: true, ...command?.opts() });
    const request = toChatRequest(askParamsSchema.parse(params), client, 'default');
    assert.deepEqual(facts(request), stated);
    assert.deepEqual([request.profile, request.model], ['p', 'm']);
  });

  it('in headers of the gateway', () => {
    const wishes = readWishes({
      'x-dualtrack-features': 'images, vertex-search',
      'x-dualtrack-max-first-part-ms': '90',
      'x-dualtrack-max-cost-usd': '0.5',
    });
    assert.deepEqual(facts(chatRequest(wishes)), stated);
  });

  it('in headers by the guide’s names and with capitals, as everywhere', () => {
    const wishes = readWishes({ 'x-dualtrack-features': 'Multimodal, VERTEX_SEARCH' });
    assert.deepEqual(facts(chatRequest(wishes)).needs, stated.needs);
  });

  it('in headers that name folders in any script, so that what is kept to some tracks stays there', () => {
    const folder = '/home/ü/项目';
    const sent = Buffer.from(folder).toString('latin1');
    assert.equal(readWishes({ 'x-dualtrack-workspace': sent }).workspace, folder);
    assert.equal(readWishes({ 'x-dualtrack-workspace': '/home/\xfc' }).workspace, '/home/ü');
  });
});

describe('a bad value is refused by field, rule and value', () => {
  const cases: readonly (readonly [fields: object, message: string])[] = [
    [{ needs: ['images', 'see things'] }, 'needs[1] must be the name of a feature, such as "images", got "see things"'],
    [{ needs: 'images' }, 'needs must be a list of features, got "images"'],
    [{ maxFirstPartMs: 0 }, 'maxFirstPartMs must be a number above 0, got 0'],
    [{ maxCostUsd: '1' }, 'maxCostUsd must be a number above 0, got "1"'],
    [{ model: '' }, 'model must not be empty, got ""'],
  ];
  for (const [fields, message] of cases)
    it(message, () => {
      const raw = { chat, ...fields };
      const { error } = askParamsSchema.safeParse(raw);
      assert.equal(error && parameterMessage(error, raw), message);
    });

  it('in a header, too', () => {
    const read = (headers: Record<string, string>) => () => readWishes(headers);
    assert.throws(
      read({ 'x-dualtrack-max-cost-usd': '-1' }),
      /header x-dualtrack-max-cost-usd must be a number above 0, got "-1"/,
    );
    assert.throws(
      read({ 'x-dualtrack-features': 'a b' }),
      /must be names of features, such as "tools,images", got "a b"/,
    );
  });
});
