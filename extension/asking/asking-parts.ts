/** What everything that asks a model is given. */
import type { LogOutputChannel } from 'vscode';
import type { AnswerDocuments } from '../answers/answer-documents.ts';
import type { MediaDocuments } from '../answers/media-documents.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import type { ProfileChoice } from '../profile-choice.ts';

export interface AskingParts {
  readonly daemon: DaemonConnection;
  readonly answers: AnswerDocuments;
  readonly media: MediaDocuments;
  readonly profile: ProfileChoice;
  readonly log: LogOutputChannel;
}
