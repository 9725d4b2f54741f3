/** Measures the extension's activation in a real editor. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { projectFolder } from '../paths.ts';

const windows = 5;
const figuresSchema = z.object({ own: z.array(z.number()).length(windows), told: z.array(z.number()).length(windows) });

/** Milliseconds in each of five windows: the extension's own processor time, and what VS Code tells, by the clock. */
export async function measureActivation(): Promise<z.infer<typeof figuresSchema>> {
  const program = join(projectFolder, 'test', 'e2e', 'workbench', 'activation.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(windows)], { cwd: projectFolder });
  return figuresSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}
