/**
 * A log channel that keeps nothing. The language client can trace whole messages, and ours hold keys, prompts and
 * answers: tracing is given this channel, so that no log level and no setting can write them down.
 */
import { EventEmitter, LogLevel, type LogOutputChannel } from 'vscode';

const nothing = () => {};

export function quietChannel(): LogOutputChannel {
  return {
    name: 'Dualtrack trace',
    logLevel: LogLevel.Off,
    onDidChangeLogLevel: new EventEmitter<LogLevel>().event,
    trace: nothing,
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    append: nothing,
    appendLine: nothing,
    replace: nothing,
    clear: nothing,
    show: nothing,
    hide: nothing,
    dispose: nothing,
  };
}
