/** Someone in a terminal: one `dualtrack ask` process after the other, some of them killed in the middle. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { askResultSchema } from '../../protocol/ask.ts';
import { commandOf } from '../cli/terminal.ts';
import type { World } from './world.ts';

export class CliClient {
  readonly #world: World;
  readonly #name: string;
  #isEnded = false;
  #child: ChildProcess | null = null;

  constructor(world: World, name: string) {
    this.#world = world;
    this.#name = name;
  }

  /** A command line names no conversation, so that its rows are told apart by how many tokens went in. */
  async run(): Promise<void> {
    for (let number = 0; !this.#isEnded; number += 1) {
      this.#world.failed(await this.#ask(`${this.#name}-${number} ${'more '.repeat(4 * number)}`));
      await delay(300);
    }
  }

  end(): void {
    this.#isEnded = true;
  }

  crash(): void {
    this.#child?.kill('SIGKILL');
  }

  async #ask(question: string): Promise<string> {
    const askedAtMs = Date.now();
    const { command, args, env } = commandOf(this.#world.lab, ['ask', '--json', '--profile', 'default', question]);
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    this.#child = child;
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    this.#child = null;
    if (child.signalCode !== null) return 'killed';
    if (child.exitCode === 0) {
      const { requestId, billedCostNanoUsd } = askResultSchema.parse(JSON.parse(out));
      this.#world.told.push({ question, requestId, billedCostNanoUsd, askedAtMs, heardAtMs: Date.now() });
      return 'complete';
    }
    if (child.exitCode !== 1 || err === '' || /\n +at /.test(err))
      this.#world.wrong(`a command ended with ${child.exitCode} and said: ${err.slice(0, 300)}`);
    return 'cli failed';
  }
}
