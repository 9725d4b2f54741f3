/** What the project is made of: every package in one exact version, from one registry, under a known licence. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as z from 'zod';
import { noticesFile } from '../../scripts/notices.ts';
import { projectFolder } from '../../scripts/paths.ts';

const versions = z.record(z.string(), z.string()).default({});
const manifestSchema = z.object({ dependencies: versions, devDependencies: versions, overrides: versions });
const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ resolved: z.string().optional(), integrity: z.string().optional() })),
});

const read = (name: string): unknown => JSON.parse(readFileSync(join(projectFolder, name), 'utf8'));

describe('what the project is made of', () => {
  it('S3: every package is named in one exact version', () => {
    const { dependencies, devDependencies, overrides } = manifestSchema.parse(read('package.json'));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...overrides })) {
      assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, name);
    }
  });

  it('S3: every locked package comes from the registry and has a checksum', () => {
    const { packages } = lockSchema.parse(read('package-lock.json'));
    for (const [folder, { resolved, integrity }] of Object.entries(packages)) {
      if (folder === '') continue;
      assert.match(resolved ?? '', /^https:\/\/registry\.npmjs\.org\//, folder);
      assert.match(integrity ?? '', /^sha512-/, folder);
    }
  });

  it('every package that ships is under a licence that lets it be shipped so', () => {
    const [heading = ''] = readFileSync(noticesFile, 'utf8').split('='.repeat(80));
    const licences = [...heading.matchAll(/^- .+ \((.+)\)$/gm)].map(([, licence]) => licence ?? '');
    assert.ok(licences.length > 50);
    const allowed = new Set([
      'MIT',
      'ISC',
      'Apache-2.0',
      'BSD-2-Clause',
      'BSD-3-Clause',
      'BlueOak-1.0.0',
      '0BSD',
      'Zlib',
    ]);
    for (const licence of licences) {
      for (const one of licence.replaceAll(/[()]/g, '').split(/ AND | OR /)) assert.ok(allowed.has(one), licence);
    }
  });
});
