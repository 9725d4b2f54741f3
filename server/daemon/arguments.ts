/** What the daemon's program is told. Written by clients, not by people: `dualtrack` is the command for people. */
import { parseArgs } from 'node:util';

export interface DaemonOptions {
  readonly kind: 'daemon';
  readonly dataDirectory: string;
  /** The socket's or pipe's name; clients derive it from the data directory. */
  readonly socket: string;
  /** `null`: there is none. */
  readonly configurationFile: string | null;
  /** Tells its readiness on standard output, ends with its starter, and never by idleness. */
  readonly foreground: boolean;
  /** `null`: never. */
  readonly idleMs: number | null;
}

export interface SandboxOptions {
  readonly kind: 'sandbox';
  /** 0: any free one. */
  readonly port: number;
}

/** Said by whoever lets standard error go to the log file. */
export const inBackground = '--background';

/** After the last client has left; long enough for a window's reload, short enough not to hold up the editor's update. */
const defaultIdleMs = 90_000;

/** Throws an `Error` with the reason. */
export function parseDaemonArguments(args: readonly string[]): DaemonOptions | SandboxOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'data-dir': { type: 'string' },
      socket: { type: 'string' },
      config: { type: 'string' },
      foreground: { type: 'boolean', default: false },
      background: { type: 'boolean', default: false },
      'idle-ms': { type: 'string' },
      port: { type: 'string', default: '0' },
    },
  });
  if (positionals[0] === 'sandbox') return { kind: 'sandbox', port: wholeNumber('port', values.port, 65_535) };
  const { socket, config, foreground } = values;
  const dataDirectory = values['data-dir'];
  if (dataDirectory === undefined || socket === undefined) {
    throw new Error('the daemon must be told --data-dir and --socket; start it with: dualtrack daemon --foreground');
  }
  const idle = values['idle-ms'];
  const idleMs = idle === undefined ? defaultIdleMs : wholeNumber('idle-ms', idle, 86_400_000);
  return {
    kind: 'daemon',
    dataDirectory,
    socket,
    configurationFile: config ?? null,
    foreground,
    idleMs: foreground ? null : idleMs,
  };
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value <= most) return value;
  throw new Error(`--${name} must be a whole number from 0 to ${most}, got ${text}`);
}
