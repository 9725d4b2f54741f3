/** Asks the person before something that looks like a key leaves this machine. */
import { l10n, window } from 'vscode';
import type { Chat, Message } from '../../protocol/message.ts';
import { findSecrets, withoutSecrets } from './secret-shapes.ts';

/** The chat as it may be sent: as it is, or with its secrets taken out; `undefined`: not at all. */
export async function confirmSending(chat: Chat): Promise<Chat | undefined> {
  const found = textsOf(chat).flatMap(findSecrets);
  if (found.length === 0) return chat;
  const kinds = [...new Set(found.map(({ kind }) => inWords(kind)))].join(', ');
  const takeOut = l10n.t('Send Without Them');
  const sendAll = l10n.t('Send As It Is');
  const chosen = await window.showWarningMessage(
    l10n.t('What you are about to send looks as if it holds secrets ({0}).', `${kinds}: ${found.length}`),
    { modal: true, detail: l10n.t('Without them, each is replaced by [secret] before it is sent.') },
    takeOut,
    sendAll,
  );
  if (chosen === sendAll) return chat;
  return chosen === takeOut ? { ...chat, messages: chat.messages.map(cleaned) } : undefined;
}

/** Vendors have the same name everywhere. */
function inWords(kind: string): string {
  if (kind === 'private key') return l10n.t('private key');
  return kind === 'password in a URL' ? l10n.t('password in a URL') : kind;
}

function textsOf({ messages }: Chat): readonly string[] {
  // What a model wrote is no secret of this machine.
  const ours = messages.filter(({ role }) => role !== 'assistant');
  return ours.flatMap(({ content }) => content).flatMap((piece) => (piece.type === 'text' ? [piece.text] : []));
}

function cleaned(message: Message): Message {
  if (message.role === 'assistant') return message;
  const content = message.content.map((piece) =>
    piece.type === 'text' ? { ...piece, text: withoutSecrets(piece.text) } : piece,
  );
  return { ...message, content };
}
