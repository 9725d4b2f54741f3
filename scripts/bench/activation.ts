/** Measures the extension's activation in a real editor, by the editor's own word. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { projectFolder } from '../paths.ts';

const windows = 5;
const figuresSchema = z.array(z.number()).length(windows);
const activationsSchema = z.object({ atStart: figuresSchema, atRest: figuresSchema });
type Activations = z.infer<typeof activationsSchema>;

/** Milliseconds in each of five windows, least first: while the window starts, and in one that has come to rest. */
export async function measureActivation(): Promise<Activations> {
  const program = join(projectFolder, 'test', 'e2e', 'workbench', 'activation.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(windows)], { cwd: projectFolder });
  const { atStart, atRest } = activationsSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  return { atStart: atStart.toSorted(byLength), atRest: atRest.toSorted(byLength) };
}

function byLength(left: number, right: number): number {
  return left - right;
}
