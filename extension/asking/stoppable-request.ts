/** Sends one request under a notification that shows it runs and can stop it; tells how it ended. */
import { CancellationTokenSource, ProgressLocation, window } from 'vscode';
import type { AskProgress } from '../../protocol/ask.ts';
import type { AnswerEnd } from '../answers/answer.ts';
import type { AskedRequest } from '../answers/answer-documents.ts';
import type { AskingParts } from './asking-parts.ts';
import { endedBy } from './failure-of.ts';

export interface Sending {
  readonly title: string;
  /** Stops it as the notification's button does. */
  readonly stopped?: AbortSignal;
  readonly onStop?: () => void;
  readonly onProgress?: (progress: AskProgress) => void;
}

/** Never rejects: every way a request can end is a value. One that names no profile goes by the window's. */
export function sendStoppably(parts: AskingParts, request: AskedRequest, sending: Sending): Thenable<AnswerEnd> {
  const { title, stopped, onStop, onProgress } = sending;
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (progress, cancelled) => {
      const source = new CancellationTokenSource();
      const stop = () => {
        onStop?.();
        source.cancel();
      };
      const fromButton = cancelled.onCancellationRequested(stop);
      stopped?.addEventListener('abort', stop);
      const tell = (told: AskProgress) => {
        if (told.kind === 'trying') progress.report({ message: told.target });
        onProgress?.(told);
      };
      try {
        return await send(parts, request, tell, source.token);
      } finally {
        stopped?.removeEventListener('abort', stop);
        fromButton.dispose();
        source.dispose();
      }
    },
  );
}

async function send(
  { daemon, profile: choice, log }: AskingParts,
  request: AskedRequest,
  onProgress: (progress: AskProgress) => void,
  token: CancellationTokenSource['token'],
): Promise<AnswerEnd> {
  try {
    await daemon.ready();
    if (token.isCancellationRequested) return { state: 'stopped' };
    const profile = request.profile ?? choice.current();
    const params = { ...request, ...(profile !== undefined && { profile }) };
    return { state: 'ended', result: await daemon.ask(params, onProgress, token) };
  } catch (error) {
    const end: AnswerEnd = token.isCancellationRequested ? { state: 'stopped' } : endedBy(error);
    if (end.state === 'lost') log.error(`A request ended without an answer: ${end.reason}`);
    return end;
  }
}
