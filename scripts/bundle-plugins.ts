/** What the bundler is told of three packages, so that a bundle holds only what runs of them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Plugin } from 'esbuild';
import * as z from 'zod';
import { projectFolder } from './paths.ts';

/**
 * Of undici the daemon uses the agents and the cache of names; its `index.js` pulls in a browser's whole `fetch`, web
 * sockets, mocks and caches. A name that is missing here does not build.
 */
const undici = `
export { default as Agent } from 'undici/lib/dispatcher/agent.js';
export { default as EnvHttpProxyAgent } from 'undici/lib/dispatcher/env-http-proxy-agent.js';
export { default as buildConnector } from 'undici/lib/core/connect.js';
import dns from 'undici/lib/interceptor/dns.js';
export const interceptors = { dns };
`;

/** Google's library brings a `fetch` of its own for Nodes without one; it is given ours, and never looks for another. */
const nodeFetch = `
const absent = () => {
  throw new Error('the daemon gives its own fetch to whoever needs one');
};
export { absent as default };
`;

const stand: Readonly<Record<string, string>> = { undici, 'node-fetch': nodeFetch };

export const leanPackages: Plugin = {
  name: 'lean-packages',
  setup(build) {
    build.onResolve({ filter: /^(undici|node-fetch)$/ }, ({ path }) => ({ path, namespace: 'lean' }));
    build.onLoad({ filter: /.*/, namespace: 'lean' }, ({ path }) => ({
      contents: stand[path] ?? '',
      resolveDir: projectFolder,
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
