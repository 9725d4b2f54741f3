/** Shows how a request was routed and why: one of the latest is picked, or its id is given. */
import { l10n, type QuickPickItem, window } from 'vscode';
import * as z from 'zod';
import { methods } from '../../protocol/methods.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { said } from '../language.ts';
import type { ReadOnlyDocuments } from './read-only-documents.ts';
import { routeText } from './route-text.ts';

interface RequestItem extends QuickPickItem {
  readonly requestId: string;
}

/** What a key binding or the panel may pass: then nothing is asked. */
const argumentsSchema = z.object({ requestId: z.string().optional() }).catch({});

export async function explainRoute(daemon: DaemonConnection, routes: ReadOnlyDocuments, given: unknown): Promise<void> {
  const requestId = argumentsSchema.parse(given).requestId ?? (await pick(daemon));
  if (requestId === undefined) return;
  const found = await daemon.request(methods.explain, { requestId });
  await routes.show(l10n.t('Route of {0}', requestId.slice(0, 8)), routeText(found, said));
}

async function pick(daemon: DaemonConnection): Promise<string | undefined> {
  const items = daemon.request(methods.overview, {}).then(({ recent }) => itemsOf(recent));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Explain Route of Request…'),
    placeHolder: l10n.t('Which request? The latest comes first'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.requestId;
}

/** One for each request: the last of its attempts, which says who served it. */
function itemsOf(recent: readonly AttemptRow[]): RequestItem[] {
  const latest = new Map<string, AttemptRow>();
  for (const row of recent) if (!latest.has(row.requestId)) latest.set(row.requestId, row);
  return [...latest.values()].map(({ requestId, target, profile, outcome, command, startedAt }) => ({
    label: target,
    description: [profile, command, outcome === 'success' ? said('complete') : said(outcome)]
      .filter((text) => text !== null)
      .join(' · '),
    detail: `${new Date(startedAt).toLocaleString()} · ${requestId}`,
    requestId,
  }));
}
