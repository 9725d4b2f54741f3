/** Whatever reason the router gives for a route is recognised by the clients, and can be said in another language. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { routeReasonIn, routeReasons } from '../../protocol/route-reasons.ts';
import { english, translator } from '../../protocol/translate.ts';
import { projectFolder } from '../../scripts/paths.ts';

const marked = translator(Object.fromEntries(routeReasons.map((text) => [text, `<${text}>`])));

describe('the reasons for a route', () => {
  for (const name of ['strategies', 'standing', 'obstacle', 'rules', 'decision']) {
    it(`E7: as ${name} gives them are all recognised`, async () => {
      const source = await readFile(join(projectFolder, `server/routing/${name}.ts`), 'utf8');
      const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^import .*$|\/\/.*$/gm, '');
      const texts = [...code.matchAll(/`([^`]*)`|'([^'\n]*)'/g)].map(([, template, plain]) => {
        let at = 0;
        return plain ?? (template ?? '').replace(/\$?\$\{[^}]*\}/g, () => `{${at++}}`);
      });
      const reasons = texts.filter((text) => /[a-z]{3,} | [a-z]{3,}/.test(text));
      assert.ok(reasons.length > 0);
      const known: readonly string[] = routeReasons;
      const unknown = reasons.filter((text) => !known.includes(text));
      assert.deepEqual(unknown, []);
    });
  }

  it('are translated piece by piece, and piece within piece', () => {
    assert.equal(
      routeReasonIn('0.93 from about $0.00012, first part in about 52 ms, 1 % failed; fallback', marked),
      '<0.93 from <about $0.00012>, <first part in about 52 ms>, <1 % failed>>; <fallback>',
    );
    assert.equal(
      routeReasonIn('not a target of rule images: Vertex sees', marked),
      '<not a target of <rule images: Vertex sees>>',
    );
  });

  it('stay as they are in English, and where they are not ours', () => {
    for (const reason of ['place 2 in the profile; its cache is warm', 'Key rejected: see https://example.com; bye']) {
      assert.equal(routeReasonIn(reason, english), reason);
      if (reason.startsWith('Key')) assert.equal(routeReasonIn(reason, marked), reason);
    }
  });
});
