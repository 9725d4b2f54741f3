/** What a report of a bug may show of a configuration: everything but what could be a secret. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textWithoutSecrets, withoutSecrets } from '../../../client/doctor/without-secrets.ts';

const key = 'sk-proj-9f8e7d6c5b4a39281706';
const shapeless = 'Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA';

describe('a configuration without secrets', () => {
  it('S2: names keys and never holds one, wherever it was written by mistake', () => {
    const shown = JSON.stringify(
      withoutSecrets({
        tracks: {
          a: {
            provider: 'openai-compatible',
            baseUrl: `https://ada:${shapeless}@api.example.com/v1?key=${key}`,
            apiKey: { env: 'A_KEY' },
          },
          b: { apiKey: key, models: { [key]: {} } },
          c: { apiKey: { command: `curl -u ada:hunter2 https://vault` } },
          d: { apiKey: { secret: shapeless }, project: key },
        },
        gateway: { token: 'hunter2' },
        password: 'hunter2',
        nested: { password: ['hunter2'] },
      }),
    );
    for (const secret of [key, shapeless, 'hunter2']) assert.ok(!shown.includes(secret), `${secret}: ${shown}`);
    assert.match(shown, /"env":"A_KEY"/);
    assert.match(shown, /https:\/\/…@api\.example\.com\/v1\?…/);
  });

  it('keeps what is known, and tells of an unknown field its name alone', () => {
    const configuration = {
      tracks: {
        relay: {
          preset: 'holysheep-relay',
          apiKey: { secret: 'relay' },
          models: { 'claude-sonnet-4-5-20250929': {} },
          limits: { requestsPerMinute: 10 },
        },
      },
      profiles: {
        work: { strategy: 'cheapest', targets: ['gpt-4.1@relay'], rules: [{ when: { time: { from: '09:00' } } }] },
      },
      timeZone: 'Europe/Berlin',
    };
    assert.deepEqual(withoutSecrets(configuration), configuration);
    assert.deepEqual(withoutSecrets({ tracks: { relay: { colour: 'red' } } }), {
      tracks: { relay: { colour: '(unknown field: value left out)' } },
    });
  });

  it('leaves ids, hosts and paths in texts of other origin', () => {
    const text =
      'request 0b2f6c1e-8a3d-4f57-9c1b-2d3e4f5a6b7c at api.openai.com failed (/home/ada/.local/share/dualtrack)';
    assert.equal(textWithoutSecrets(text), text);
    assert.equal(textWithoutSecrets('at http://ada:pw@host:9/v1?k=1: reset'), 'at http://…@host:9/v1?…: reset');
    assert.doesNotMatch(textWithoutSecrets(`Bearer ${key}, "${shapeless}"`), new RegExp(`${key}|${shapeless}`));
  });
});
