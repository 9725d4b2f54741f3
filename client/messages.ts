/** What stands between a client and the daemon, as the errors of this folder say it, for clients of another language. */
import { recognisedIn, type Translate } from '../protocol/translate.ts';

export const clientMessages = [
  'no daemon runs for {0}',
  'the daemon for {0} could not be reached: {1}',
  'the daemon ended just after it had answered; try again',
  'the daemon ended the connection before it answered',
  'the running daemon is newer ({0}, protocol {1}) than this client ({2}, protocol {3}): update this client, or stop the daemon',
  'an older daemon ({0}) is still at work and speaks another protocol; try again when it is done',
  'the daemon at {0} does not answer; end its process and try again',
  'what answers at {0} is no daemon of Dualtrack',
  "the daemon's socket {0} cannot be opened: {1}",
  'the data directory {0} cannot be used: {1}',
  'the data directory {0} must be a folder of yours, or one that others cannot write to; name another',
  "the socket's folder {0} must be a folder of yours that is closed to others (mode 700); remove it and try again",
  'another daemon already serves {0}; this one is not needed',
  'the daemon could not start: {0}',
  'Another daemon (process {0}) keeps the ledger in {1}. Stop it, or use another data directory.',
  'the configuration file {0} cannot be read: {1}',
  'the configuration file {0} cannot be used: {1}',
  '{0} is not valid JSON: line {1}: {2}',
  'no folder can be made in {0} ({1})',
  'it does not exist',
  'it did not answer within {0} s (see {1})',
  'it ended with {0}',
] as const;

/** What it is not recognised as stays as it is. */
export function clientMessageIn(message: string, t: Translate): string {
  return recognisedIn(message, clientMessages, t);
}
