/** The architecture holds: who may import whom, what is pure, and no cycles; and these checks can fail. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { projectFolder } from '../scripts/paths.ts';
import { breaches, topFolders } from './support/architecture-rules.ts';
import { readImportGraph, type SourceFile, withTypeImportsAsImports } from './support/import-graph.ts';

const graph = await readImportGraph(projectFolder, Object.keys(topFolders));

describe('architecture', () => {
  it('reads every top folder and sees imports of types', () => {
    for (const folder of Object.keys(topFolders)) {
      assert.ok(
        graph.some(({ path }) => path.startsWith(`${folder}/`)),
        `no source file found in ${folder}/`,
      );
    }
    const provider = graph.find(({ path }) => path === 'server/providers/provider.ts');
    assert.deepEqual(provider?.files, ['server/pipeline/service.ts', 'server/routing/target.ts']);
  });

  it('holds in every source file', () => {
    assert.deepEqual(breaches(graph), []);
  });

  it('tells a type that is imported from one that is declared', () => {
    assert.equal(withTypeImportsAsImports("import type { A } from './a.ts';"), "import { A } from './a.ts';");
    assert.equal(withTypeImportsAsImports("export type { A } from './a.ts';"), "export { A } from './a.ts';");
    assert.equal(withTypeImportsAsImports('export type A = string;'), 'export type A = string;');
  });
});

describe('the check of the architecture finds', () => {
  const cases: readonly [string, readonly SourceFile[], RegExp][] = [
    ['the daemon importing the extension', [file('server/a.ts', ['extension/b.ts'])], /must not import extension\/b/],
    ['the editor outside the extension', [file('client/a.ts', [], ['vscode'])], /must not import vscode/],
    ['the editor in a test outside of it', [file('test/a.test.ts', [], ['vscode'])], /must not import vscode/],
    [
      'JSON-RPC outside of rpc/',
      [file('server/gateway/a.ts', [], ['vscode-jsonrpc'])],
      /must not import vscode-jsonrpc/,
    ],
    ['Node in the panel', [file('webview/a.ts', [], ['node:fs'])], /must not import node:fs/],
    ['a package in the protocol', [file('protocol/a.ts', [], ['lowdb'])], /must not import lowdb/],
    ['JSON-RPC in the core', [file('server/ledger/a.ts', ['server/rpc/b.ts'])], /must not import server\/rpc/],
    ['a server in the core', [file('server/pipeline/a.ts', [], ['node:http'])], /must not import node:http/],
    ['a provider in the pipeline', [file('server/pipeline/a.ts', ['server/providers/http.ts'])], /must not import/],
    ['files in the router', [file('server/routing/a.ts', [], ['node:fs'])], /must not import node:fs/],
    ['a clock in a breaker', [file('server/resilience/a.ts', [], [], 'const at = Date.now();')], /must be pure/],
    ['chance in the catalogue', [file('server/catalogue/a.ts', [], [], 'Math.random()')], /must be pure/],
    [
      'a clock in a file that says it is pure',
      [file('cli/a.ts', [], [], '/** Sums. Pure. */\nDate.now();')],
      /must be pure/,
    ],
    ['any', [file('cli/a.ts', [], [], 'const a: any = 1;')], /must not use any/],
    ['a default export', [file('cli/a.ts', [], [], 'export default 1;')], /default export/],
    [
      'a cycle',
      [file('client/a.ts', ['client/b.ts']), file('client/b.ts', ['client/a.ts'])],
      /a cycle: client\/a.ts →/,
    ],
    [
      'a layer importing a layer',
      [layer('retry', []), layer('breaker', ['server/pipeline/retry.ts'])],
      /breaker.ts must not import the layer server\/pipeline\/retry.ts/,
    ],
    [
      'a provider importing part of another',
      [provider('one', []), provider('two', ['server/providers/one/usage.ts']), file('server/providers/one/usage.ts')],
      /two.ts must not import the provider server\/providers\/one\/usage.ts/,
    ],
  ];
  for (const [title, made, expected] of cases) {
    it(title, () => {
      const found = breaches(made);
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] ?? '', expected);
    });
  }

  it('nothing in what is allowed', () => {
    const made = [
      file('test/e2e/editor/a.test.ts', ['scripts/b.ts'], ['vscode']),
      file('extension/a.ts', ['client/b.ts', 'protocol/c.ts'], ['vscode', 'node:path']),
      file('server/assemble.ts', ['server/providers/one.ts', 'server/rpc/d.ts']),
      file('server/pipeline/pipeline.ts', ['server/pipeline/retry.ts']),
      file('server/routing/a.ts', [], [], '/** Not Date.now(), and not any: time is passed in. */'),
      file('cli/a.ts', [], [], "const text = 'port; 0: any free one';"),
      layer('retry', []),
      provider('one', ['server/providers/one/usage.ts', 'server/providers/http.ts']),
    ];
    assert.deepEqual(breaches(made), []);
  });
});

function file(path: string, files: readonly string[] = [], packages: readonly string[] = [], text = ''): SourceFile {
  return { path, files, packages, text };
}

function layer(name: string, files: readonly string[]): SourceFile {
  return file(`server/pipeline/${name}.ts`, files, [], "import type { Layer } from './service.ts';");
}

function provider(name: string, files: readonly string[]): SourceFile {
  return file(`server/providers/${name}.ts`, files, [], "import type { Provider } from './provider.ts';");
}
