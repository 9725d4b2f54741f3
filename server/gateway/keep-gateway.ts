/** Runs the gateway as the configuration says, and follows it: on and off, and onto another port. */
import type { ConfigurationStore } from '../configuration/port.ts';
import { errorCode } from '../error-code.ts';
import { Listeners } from '../listeners.ts';
import { type Gateway, type GatewayOptions, startGateway } from './gateway.ts';

export interface KeepGatewayOptions extends Omit<GatewayOptions, 'port' | 'log'> {
  readonly configuration: ConfigurationStore;
  readonly log: GatewayOptions['log'] & { write(line: string, level?: 'info' | 'warn'): void };
}

export interface KeptGateway {
  /** `null`: it is off, or its port is taken. */
  url(): string | null;
  /** Why it is not there although it is enabled, as a sentence; `null`: all is well. */
  problem(): string | null;
  /** The result takes the listener away. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Resolves when what the configuration asks for now is done. Off unless `gateway.enabled`. */
export async function keepGateway(options: KeepGatewayOptions): Promise<KeptGateway> {
  const changes = new Listeners();
  let running: { readonly gateway: Gateway; readonly port: number } | null = null;
  let problem: string | null = null;
  let isClosed = false;

  /** The port to be open; `null`: none. */
  const wanted = () => {
    const { enabled = false, port = 0 } = options.configuration.current().settings.gateway ?? {};
    return enabled && !isClosed ? port : null;
  };

  async function follow(): Promise<void> {
    const port = wanted();
    if (port === (running?.port ?? null) && problem === null) return;
    await running?.gateway.close();
    running = null;
    problem = null;
    if (port !== null) await open(port);
    changes.tell();
  }

  async function open(port: number): Promise<void> {
    try {
      const gateway = await startGateway({ ...options, port });
      running = { gateway, port };
      // Made now, so that people find it; one that cannot be read is told to whoever calls without it.
      await options.token().catch(() => '');
      options.log.write(`the gateway listens on ${gateway.url}`);
    } catch (error) {
      problem = `gateway.port must be a free port, got ${port} (${errorCode(error) || String(error)})`;
      options.log.write(problem, 'warn');
    }
  }

  // One change after the other, each by what is wanted when its turn comes.
  let turn = follow();
  const next = () => {
    turn = turn.then(follow);
    return turn;
  };
  const stopFollowing = options.configuration.onChange(() => void next());
  await turn;
  return {
    url: () => running?.gateway.url ?? null,
    problem: () => problem,
    onChange: changes.add,
    close: () => {
      stopFollowing();
      isClosed = true;
      return next();
    },
  };
}
