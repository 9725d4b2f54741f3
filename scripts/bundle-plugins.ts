/** What the bundler is told of other people's packages and of Node's own modules, so that a bundle holds only what runs of them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Plugin, PluginBuild } from 'esbuild';
import * as z from 'zod';
import { projectFolder } from './paths.ts';

/**
 * Of undici the daemon uses the agents and the cache of names; its `index.js` pulls in a browser's whole `fetch`, web
 * sockets, mocks and caches. A name that is missing here does not build.
 */
const undici = `
export { default as Agent } from 'undici/lib/dispatcher/agent.js';
export { default as Client } from 'undici/lib/dispatcher/client.js';
export { default as EnvHttpProxyAgent } from 'undici/lib/dispatcher/env-http-proxy-agent.js';
export { default as buildConnector } from 'undici/lib/core/connect.js';
import dns from 'undici/lib/interceptor/dns.js';
export const interceptors = { dns };
`;

/** Its `index.js` also loads a writer of logs, which makes a number format of a language as it loads: 20 ms of a start. */
const histograms = `
export { build } from 'hdr-histogram-js/dist/HistogramBuilder.js';
export { decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js/dist/encoding.js';
`;

/** Its `index.js` also loads what measures the process itself, and with it a tracing library: as much again. */
const metrics = `
export { default as Counter } from 'prom-client/lib/counter.js';
export { default as Gauge } from 'prom-client/lib/gauge.js';
export { default as Histogram } from 'prom-client/lib/histogram.js';
export { default as Registry } from 'prom-client/lib/registry.js';
`;

/**
 * Google's library brings a `fetch` for Nodes without one. It is given ours, except where it asks the machine it runs on for
 * its account: there Node's own does, which knows no proxy, and rightly so.
 */
const nodeFetch = `
const ask = (...asked) => globalThis.fetch(...asked);
export { ask as default };
`;

/** What the histograms compress with in a browser; in Node they take Node's own. */
const browserCompression = 'module.exports = null;';

const stand: Readonly<Record<string, string>> = {
  undici,
  'node-fetch': nodeFetch,
  'hdr-histogram-js': histograms,
  'prom-client': metrics,
  pako: browserCompression,
};

export const leanPackages: Plugin = {
  name: 'lean-packages',
  setup(build) {
    const names = new RegExp(`^(${Object.keys(stand).join('|')})$`);
    build.onResolve({ filter: names }, ({ path }) => ({
      path,
      namespace: 'lean',
    }));
    build.onLoad({ filter: /.*/, namespace: 'lean' }, ({ path }) => ({
      contents: stand[path] ?? '',
      resolveDir: projectFolder,
      loader: 'js',
    }));
    withoutSecondParser(build);
  },
};

/** undici's experimental parser, 150 KB of WebAssembly, which an environment variable would choose: here it cannot. */
function withoutSecondParser(build: PluginBuild): void {
  build.initialOptions.define = { ...build.initialOptions.define, 'process.env.UNDICI_USE_MILO': '"0"' };
  build.onLoad({ filter: /[\\/]undici[\\/]lib[\\/]milo[\\/]/ }, () => ({
    contents: 'module.exports = null;',
    loader: 'js',
  }));
}

/**
 * Modules of Node itself, asked for when they are first needed and name by name. An `import` of one reads every name it
 * has, and among those of `node:http` is a web socket: reading it loads a browser's whole `fetch`, 40 ms of a start.
 */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'builtin' } : { path, external: true },
    );
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require('${path}');`,
      loader: 'js',
    }));
  },
};

const ranksSchema = z.object({ default: z.array(z.union([z.string(), z.array(z.number())])) });
const dataFile = 'o200k_base.json.br';

/** The tokenizer's 200,000 entries as compressed data beside its program: a package's zip does not make them as small. */
export function tokenizerData(folder: string, quality: number): Plugin {
  return {
    name: 'tokenizer-data',
    setup(build) {
      build.onLoad({ filter: /[\\/]bpeRanks[\\/]o200k_base\.js$/ }, async ({ path }) => {
        const { default: ranks } = ranksSchema.parse(await import(pathToFileURL(path).href));
        const json = Buffer.from(JSON.stringify(ranks));
        const params = {
          [constants.BROTLI_PARAM_QUALITY]: quality,
          [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
          [constants.BROTLI_PARAM_SIZE_HINT]: json.length,
        };
        await writeFile(join(folder, dataFile), await promisify(brotliCompress)(json, { params }));
        const contents = [
          "import { readFileSync } from 'node:fs';",
          "import { brotliDecompressSync } from 'node:zlib';",
          `const data = readFileSync(new URL('./${dataFile}', import.meta.url));`,
          'export default JSON.parse(brotliDecompressSync(data).toString());',
        ].join('\n');
        return { contents, loader: 'js' };
      });
    },
  };
}
