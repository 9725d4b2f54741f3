/** `dualtrack breaker`: what a person can do about a circuit breaker. */
import { breakerText } from '../client/standing-text.ts';
import { methods } from '../protocol/methods.ts';
import type { breakerActions } from '../protocol/status.ts';
import type { Translate } from '../protocol/translate.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { UsageError } from './exit.ts';

export interface BreakerOptions extends GlobalOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

export async function actOnBreaker(
  action: (typeof breakerActions)[number],
  targets: readonly string[],
  options: BreakerOptions,
  interrupted: AbortSignal,
  t: Translate,
): Promise<void> {
  const isAll = options.all ?? false;
  if (isAll === targets.length > 0)
    throw new UsageError('breaker needs either targets, such as gpt-4.1@relay, or --all');
  const { breakers } = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.breaker, { action, targets: isAll ? 'all' : [...targets] }, { signal: interrupted }),
  );
  if (options.json) {
    process.stdout.write(`${JSON.stringify(breakers)}\n`);
    return;
  }
  for (const breaker of breakers) {
    const text = breakerText(breaker, t);
    const refused = t('{0} (held out of service; put it back with: dualtrack breaker enable)', text);
    process.stdout.write(`${breaker.done ? text : refused}\n`);
  }
}
