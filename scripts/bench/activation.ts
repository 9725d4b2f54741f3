/** Measures the extension's activation in a real editor, by the editor's own word. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { projectFolder } from '../paths.ts';

const windows = 5;
const figuresSchema = z.array(z.number()).length(windows);

/** Milliseconds in each of five windows, least first. */
export async function measureActivation(): Promise<readonly number[]> {
  const program = join(projectFolder, 'test', 'e2e', 'workbench', 'activation.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(windows)], { cwd: projectFolder });
  return figuresSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).sort((left, right) => left - right);
}
