/** `@dualtrack` in VS Code's chat: asks as the commands do, with what the person refers to, and says what it cost. */
import {
  type CancellationToken,
  type ChatContext,
  type ChatFollowup,
  type ChatPromptReference,
  type ChatRequest,
  ChatRequestTurn,
  ChatResponseMarkdownPart,
  type ChatResponseStream,
  ChatResponseTurn,
  type ChatResult,
  Location,
  l10n,
  MarkdownString,
  Uri,
  window,
  workspace,
} from 'vscode';
import * as z from 'zod';
import { clientMessageIn } from '../../client/messages.ts';
import { type Message, textMessage } from '../../protocol/message.ts';
import { asSentence } from '../answers/as-sentence.ts';
import { costLine, routeLine } from '../answers/cost-line.ts';
import type { AskingParts } from '../asking/asking-parts.ts';
import { builtInPrompts } from '../asking/built-in-prompts.ts';
import { confirmSending } from '../asking/confirm-sending.ts';
import { codeOf, nameOf, workspaceOf } from '../asking/editor-code.ts';
import { exclusionFor, pathOf } from '../asking/exclusion-rules.ts';
import { endedBy } from '../asking/failure-of.ts';
import { buildPrompt, type Code } from '../asking/prompt.ts';
import { said } from '../language.ts';
import { withLineFeeds } from '../line-feeds.ts';

const commandPrompts = { explain: 'explain', review: 'review', fix: 'fix', tests: 'writeTests' } as const;

const metadataSchema = z.object({ requestId: z.string(), conversation: z.string() });

/** Answers one question of the chat. Never throws: what went wrong is told in the result. */
export async function respond(
  parts: AskingParts,
  request: ChatRequest,
  context: ChatContext,
  stream: ChatResponseStream,
  token: CancellationToken,
): Promise<ChatResult> {
  const { codes, left } = await referred(request.references);
  for (const path of left) stream.progress(l10n.t('{0} is excluded and not sent', path));
  const asked = buildPrompt(questionOf(request), codes);
  const messages = [...asked.messages.slice(0, 1), ...earlier(context), ...asked.messages.slice(1)];
  const confirmed = await confirmSending({ ...asked, messages });
  if (confirmed === undefined) return {};
  const before = context.history.filter((turn) => turn instanceof ChatResponseTurn).at(-1)?.result.metadata;
  const parent = metadataSchema.safeParse(before);
  const conversation = parent.success ? parent.data.conversation : crypto.randomUUID();
  const folder = folderOf();
  const profile = parts.profile.current();
  try {
    await parts.daemon.ready();
    const result = await parts.daemon.ask(
      {
        chat: confirmed,
        ...(profile !== undefined && { profile }),
        origin: {
          command: `chat-${request.command ?? 'ask'}`,
          conversation,
          ...(folder !== undefined && { workspace: folder }),
          ...(parent.success && { parentRequest: parent.data.requestId }),
        },
      },
      (event) => {
        if (event.kind === 'trying') stream.progress(l10n.t('Asking {0}…', event.target));
        if (event.kind !== 'parts') return;
        for (const part of event.parts) {
          if (part.choiceIndex !== 0) continue;
          if (part.type === 'text-delta' || part.type === 'refusal') stream.markdown(part.text);
          // An upstream's source may be any address; only one of the web is a link.
          if (part.type === 'source' && isOfTheWeb(part.url)) stream.reference(Uri.parse(part.url));
        }
      },
      token,
    );
    stream.markdown(footer([routeLine(result.route, said), costLine(result, said)]));
    const metadata = { requestId: result.requestId, conversation };
    return result.failure === undefined
      ? { metadata }
      : { metadata, errorDetails: { message: asSentence(result.failure.message) } };
  } catch (error) {
    const end = endedBy(error);
    if (end.state === 'failed') return { errorDetails: { message: asSentence(end.failure.message) } };
    return {
      errorDetails: {
        message: end.state === 'lost' ? clientMessageIn(end.reason, said) : said('You stopped it. What came is kept.'),
      },
    };
  }
}

/** Not a command of the editor, a file, or what another program registered for. */
function isOfTheWeb(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function questionOf({ prompt, command }: ChatRequest): string {
  const known = Object.entries(commandPrompts).find(([name]) => name === command)?.[1];
  if (known === undefined) return prompt;
  // Variables stand for what the editor knows of one selection; here the references say what is meant.
  const shipped = builtInPrompts(said)[known].question.replaceAll(/\n?\{\w+\}/g, '');
  return prompt.trim() === '' ? shipped : `${shipped}\n\n${prompt}`;
}

/** What was said before, so that a follow-up is one. */
function earlier({ history }: ChatContext): readonly Message[] {
  return history.flatMap((turn): Message[] => {
    if (turn instanceof ChatRequestTurn)
      return [textMessage('user', turn.prompt === '' ? (turn.command ?? '') : turn.prompt)];
    const text = turn.response
      .map((part) => (part instanceof ChatResponseMarkdownPart ? part.value.value : ''))
      .join('');
    const own = text.split(rule)[0] ?? '';
    return own === '' ? [] : [textMessage('assistant', own)];
  });
}

/** The code that the references name, else the selection of the active editor; and what may not be sent. */
async function referred(references: readonly ChatPromptReference[]): Promise<{ codes: Code[]; left: string[] }> {
  const codes: Code[] = [];
  const left: string[] = [];
  for (const { value } of references.toReversed()) {
    const uri = value instanceof Location ? value.uri : value instanceof Uri ? value : undefined;
    if (uri === undefined) {
      if (typeof value === 'string')
        codes.push({
          file: l10n.t('a reference'),
          language: '',
          excerpts: [{ fromLine: 1, toLine: value.split('\n').length, text: value }],
        });
      continue;
    }
    if ((await exclusionFor(uri)).excludedBy(pathOf(uri)) !== null) left.push(pathOf(uri));
    else codes.push(await codeAt(uri, value instanceof Location ? value : undefined));
  }
  const editor = window.activeTextEditor;
  if (references.length > 0 || editor === undefined || editor.selection.isEmpty) return { codes, left };
  const { uri } = editor.document;
  if ((await exclusionFor(uri)).excludedBy(pathOf(uri)) !== null) return { codes, left: [pathOf(uri)] };
  const selected = codeOf(editor);
  return { codes: selected === undefined ? [] : [selected], left };
}

async function codeAt(uri: Uri, location: Location | undefined): Promise<Code> {
  const document = await workspace.openTextDocument(uri);
  const text = withLineFeeds(document.getText(location?.range));
  const fromLine = (location?.range.start.line ?? 0) + 1;
  const toLine = (location?.range.end.line ?? document.lineCount - 1) + 1;
  return { file: nameOf(uri), language: document.languageId, excerpts: [{ fromLine, toLine, text }] };
}

function folderOf(): string | undefined {
  const uri = window.activeTextEditor?.document.uri ?? workspace.workspaceFolders?.[0]?.uri;
  return uri === undefined ? undefined : workspaceOf(uri);
}

/** Parts what the model said from what we say of it. */
const rule = '\n\n---\n\n';

/** Below a rule, as plain text: what an upstream calls itself is no Markdown of ours. */
function footer(lines: readonly (string | undefined)[]): MarkdownString {
  const markdown = new MarkdownString(rule);
  lines.forEach((line, at) => {
    if (line !== undefined) markdown.appendText(at === lines.length - 1 ? line : `${line}\n\n`);
  });
  return markdown;
}

/** What a person may want to ask next. */
export function followUps({ metadata, errorDetails }: ChatResult): ChatFollowup[] {
  if (errorDetails !== undefined || !metadataSchema.safeParse(metadata).success) return [];
  return [
    // Without a word on the command, the one before would be asked again, with this behind it.
    { prompt: l10n.t('Show it with an example.'), command: '' },
    { prompt: l10n.t('What could go wrong with it?'), command: '' },
    { prompt: '', command: 'tests', label: l10n.t('Write tests for it') },
  ];
}
