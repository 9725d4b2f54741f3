/** The rules about who may import whom, and a check that lists what breaks them. The reasons stand in the README. */
import { findCycle, type SourceFile } from './import-graph.ts';

export interface FolderRule {
  /** Folders, or single files, of the project that a file in this folder may import, besides the folder itself. */
  readonly folders: readonly string[];
  /** Packages: a pattern for what is allowed. */
  readonly packages: RegExp;
}

const anything = /^/;
const nodeOrPackage = /^(?!vscode$)/;

/** Rule 1: the direction between the top folders; and nothing but the extension knows the editor. */
export const topFolders: Readonly<Record<string, FolderRule>> = {
  protocol: { folders: [], packages: /^zod(\/|$)/ },
  client: { folders: ['protocol'], packages: nodeOrPackage },
  cli: { folders: ['client', 'protocol'], packages: nodeOrPackage },
  extension: { folders: ['client', 'protocol'], packages: anything },
  server: { folders: ['protocol'], packages: nodeOrPackage },
  webview: { folders: ['protocol'], packages: /^(?!vscode$|node:)/ },
  // One script writes the settings of the extension into package.json, one the catalogue; the bench asks the simulated
  // upstream and fills a ledger.
  scripts: {
    folders: [
      'protocol',
      'extension/editor-settings.ts',
      'server/sandbox/http-simulator.ts',
      'server/ledger/ledger.ts',
      'server/catalogue',
      'server/routing/target.ts',
      'server/clock.ts',
    ],
    packages: nodeOrPackage,
  },
  'test/e2e/editor': { folders: [''], packages: anything },
  test: { folders: [''], packages: nodeOrPackage },
};

/** Vocabulary that every part of the server shares: types, ports and pure functions only. */
const contracts = [
  'protocol',
  'server/clock.ts',
  'server/duration.ts',
  'server/error-code.ts',
  'server/linked-abort.ts',
  'server/listeners.ts',
  'server/loopback.ts',
  'server/longest-request.ts',
  'server/one-line.ts',
  'server/parsed-json.ts',
  'server/request-error.ts',
  'server/seconds.ts',
  'server/configuration/port.ts',
  'server/pipeline/service.ts',
];
const noServing = /^(?!vscode$|node:(https?|http2|net|tls|dgram)$)/;
const pure = /^(?!vscode$|node:)/;

/** Rules 2 and 3: the core knows neither JSON-RPC nor HTTP serving; what decides is pure. */
const coreFolders: Readonly<Record<string, FolderRule>> = {
  'server/resilience': { folders: [...contracts, 'server/routing', 'server/catalogue'], packages: pure },
  'server/routing': { folders: [...contracts, 'server/resilience', 'server/catalogue'], packages: pure },
  'server/catalogue': { folders: [...contracts, 'server/routing'], packages: pure },
  'server/ledger': {
    folders: [...contracts, 'server/routing', 'server/catalogue', 'server/resilience'],
    packages: noServing,
  },
  'server/pipeline': {
    folders: [...contracts, 'server/resilience', 'server/routing', 'server/ledger', 'server/catalogue'],
    packages: noServing,
  },
};

/** Rule 3, the other half: a clock and chance of one's own. */
const impure = /\b(Date\.now|new Date\(\)|performance\.now|Math\.random|randomUUID|setTimeout|setInterval|process\.)/;
const pureFolders = /^server\/(resilience|routing|catalogue)\//;
/** A file elsewhere that says so of itself, in its first comment. */
const saysPure = /^\/\*\*(?:(?!\*\/)[\s\S])*?\bPure\b/;

/** One line for each breach: the file, and what it must not do. */
export function breaches(graph: readonly SourceFile[]): readonly string[] {
  return [
    ...graph.flatMap((file) => folderBreaches(file, topFolders)),
    ...graph.flatMap((file) => folderBreaches(file, coreFolders)),
    ...graph.flatMap(jsonRpcBreaches),
    ...graph.flatMap((file) => vendorBreaches(file, vendorsIn(graph))),
    ...graph.flatMap((file) => layerBreaches(file, layersIn(graph))),
    ...graph.flatMap(textBreaches),
    ...cycleBreach(graph),
  ];
}

function folderBreaches(file: SourceFile, rules: Readonly<Record<string, FolderRule>>): readonly string[] {
  const folder = Object.keys(rules).find((name) => lies(file.path, name));
  const rule = folder === undefined ? undefined : rules[folder];
  if (folder === undefined || rule === undefined) return [];
  const wrongFiles = file.files.filter((path) => ![folder, ...rule.folders].some((allowed) => lies(path, allowed)));
  const wrongPackages = file.packages.filter((name) => !rule.packages.test(name));
  return [...wrongFiles, ...wrongPackages].map((name) => `${file.path} must not import ${name} (${folder}/)`);
}

/** Inside the server only `rpc/` knows JSON-RPC. */
function jsonRpcBreaches({ path, packages }: SourceFile): readonly string[] {
  if (!lies(path, 'server') || lies(path, 'server/rpc')) return [];
  return packages.filter((name) => /^vscode-/.test(name)).map((name) => `${path} must not import ${name} (server/)`);
}

/** Rule 4: a layer never imports a layer; only `pipeline.ts` knows the set. */
function layerBreaches(file: SourceFile, layers: ReadonlySet<string>): readonly string[] {
  if (file.path === 'server/pipeline/pipeline.ts') return [];
  return file.files
    .filter((path) => layers.has(path) && lies(file.path, 'server/pipeline'))
    .map((path) => `${file.path} must not import the layer ${path}`);
}

/** A layer is known by the type it names. */
function layersIn(graph: readonly SourceFile[]): ReadonlySet<string> {
  const isLayer = ({ path, text }: SourceFile) =>
    lies(path, 'server/pipeline') &&
    !/\/(pipeline|service)\.ts$/.test(path) &&
    /^import [^;]*\bLayer\b[^;]*'\.\/service\.ts'/m.test(text);
  return new Set(graph.filter(isLayer).map(({ path }) => path));
}

/**
 * Rule 4: a provider never imports a provider, what providers share imports none, and everyone else reaches them
 * through the port; `assemble.ts` alone knows which there are.
 */
function vendorBreaches(file: SourceFile, vendors: ReadonlySet<string>): readonly string[] {
  if (file.path === 'server/assemble.ts' || lies(file.path, 'test')) return [];
  const own = vendorOf(file.path, vendors);
  return file.files
    .filter((path) => vendorOf(path, vendors) !== undefined && vendorOf(path, vendors) !== own)
    .map((path) => `${file.path} must not import the provider ${path}`);
}

/** A provider is known by the port it names; its further files lie in a folder of its name. */
function vendorsIn(graph: readonly SourceFile[]): ReadonlySet<string> {
  const isVendor = ({ path, text }: SourceFile) =>
    /^server\/providers\/[\w-]+\.ts$/.test(path) && /^import [^;]*\bProvider\b[^;]*'\.\/provider\.ts'/m.test(text);
  return new Set(graph.filter(isVendor).map(({ path }) => path.slice(0, -'.ts'.length)));
}

function vendorOf(path: string, vendors: ReadonlySet<string>): string | undefined {
  return [...vendors].find((vendor) => path === `${vendor}.ts` || lies(path, vendor));
}

/** A test may write down what it looks for. */
function textBreaches({ path, text }: SourceFile): readonly string[] {
  if (lies(path, 'test')) return [];
  const code = codeOf(text);
  const found = [];
  const isPure = pureFolders.test(path) || saysPure.test(text);
  if (isPure && impure.test(code)) found.push(`${path} must be pure, but has ${impure.exec(code)?.[0]}`);
  if (/(:|\bas|<|\|) ?any\b/.test(code)) found.push(`${path} must not use any`);
  if (/\bas unknown as\b/.test(code)) found.push(`${path} must not cast through unknown`);
  if (/^export default\b/m.test(code)) found.push(`${path} must not have a default export`);
  return found;
}

/** Without comments and short texts, which may speak of what code must not do. */
function codeOf(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
    .replace(/'(\\.|[^'\\\n])*'/g, "''");
}

/** Rule 5. */
function cycleBreach(graph: readonly SourceFile[]): readonly string[] {
  const cycle = findCycle(graph);
  return cycle === undefined ? [] : [`a cycle: ${cycle.join(' → ')}`];
}

/** Whether a path is this file, or lies below this folder; everything lies below the project's, which is ''. */
function lies(path: string, folderOrFile: string): boolean {
  return folderOrFile === '' || path === folderOrFile || path.startsWith(`${folderOrFile}/`);
}
