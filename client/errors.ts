/** What can go wrong between a client and the daemon, told apart by class. */
import type { Failure } from '../protocol/failure.ts';

/** The daemon took the request and it failed, for one of the kinds of the failure table. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The daemon refused the parameters: the message names field, rule and value. */
export class InvalidParams extends Error {
  override readonly name = 'InvalidParams';
}

/** No daemon could be found, started or understood. */
export class DaemonUnavailable extends Error {
  override readonly name = 'DaemonUnavailable';
  /** What the daemon's program ended with when it could not start; 2: its configuration file cannot be read. */
  readonly startCode: number | null;
  /** True when there simply is no daemon, and none was to be started. */
  readonly nobodyThere: boolean;

  constructor(message: string, about: { cause?: unknown; startCode?: number | null; nobodyThere?: boolean } = {}) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.startCode = about.startCode ?? null;
    this.nobodyThere = about.nobodyThere ?? false;
  }
}

/** The connection ended while an answer was awaited. */
export class DaemonLost extends Error {
  override readonly name = 'DaemonLost';

  constructor() {
    super('the daemon ended the connection before it answered');
  }
}
