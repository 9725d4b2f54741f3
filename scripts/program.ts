/** Runs a program to its end, showing what it prints or keeping it until it is known to have failed. */
import { type SpawnOptions, spawn } from 'node:child_process';
import { projectFolder } from './paths.ts';

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** `live`: shown as it comes. `on-failure`: shown only when the program fails. */
  readonly show?: 'live' | 'on-failure';
}

/** Resolves with the exit code, 1 when a signal ended the program; rejects when it cannot be started. */
export function runProgram(command: string, args: readonly string[], options: ProgramOptions = {}): Promise<number> {
  const live = options.show !== 'on-failure';
  const spawnOptions: SpawnOptions = {
    cwd: options.cwd ?? projectFolder,
    env: { ...process.env, ...options.env },
    stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && /^(npm|code)$/.test(command),
  };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, spawnOptions);
    const kept: Buffer[] = [];
    child.stdout?.on('data', (data: Buffer) => kept.push(data));
    child.stderr?.on('data', (data: Buffer) => kept.push(data));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(kept));
      resolve(code ?? 1);
    });
  });
}

/** Runs a JavaScript or TypeScript program on this Node. */
export function runNode(args: readonly string[], options: ProgramOptions = {}): Promise<number> {
  return runProgram(process.execPath, args, options);
}
