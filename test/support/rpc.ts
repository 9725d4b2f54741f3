/** The JSON-RPC door to requests that a test assembled: the daemon's own server end, and the client's own other end. */
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type DaemonConnection, openConnection } from '../../client/connection.ts';
import type { DaemonIdentity } from '../../protocol/status.ts';
import { productVersion, protocolVersion } from '../../protocol/version.ts';
import { createBudgetRules } from '../../server/budget-rules.ts';
import { plainEstimator } from '../../server/catalogue/estimate.ts';
import { createClients } from '../../server/daemon/clients.ts';
import { createLifecycle } from '../../server/daemon/lifecycle.ts';
import { createSecrets } from '../../server/daemon/secrets.ts';
import { createLiveHealth } from '../../server/health.ts';
import { createBudgets } from '../../server/ledger/holds.ts';
import { createPreviewer } from '../../server/preview/previewer.ts';
import { createTokenCounter } from '../../server/preview/token-counter.ts';
import type { RoutePlanner } from '../../server/route-planner.ts';
import { planOthers, planRoute } from '../../server/routing/router.ts';
import { serveConnection } from '../../server/rpc/connection.ts';
import { createHandlers, type DaemonParts } from '../../server/rpc/handlers.ts';
import { createOverviewSource } from '../../server/rpc/overview.ts';
import { noBooks } from './no-books.ts';

export type RpcParts = Pick<
  DaemonParts,
  'configuration' | 'requests' | 'ledger' | 'breakers' | 'limiters' | 'clock'
> & {
  readonly directory: string;
};

export interface RpcDoor {
  readonly client: DaemonConnection;
  /** Where it listens, for clients of another kind. */
  readonly path: string;
  close(): Promise<void>;
}

export async function openRpc(parts: RpcParts): Promise<RpcDoor> {
  const { clock, requests, directory } = parts;
  const identity: DaemonIdentity = {
    instanceId: 'test',
    pid: process.pid,
    version: productVersion,
    protocolVersion,
    startedAt: new Date(clock.epochMs()).toISOString(),
    dataDirectory: directory,
  };
  const lifecycle = createLifecycle({
    clock,
    idleMs: null,
    connectedClients: () => 1,
    runningRequests: () => requests.running().length,
    cancelRequests: () => {},
    end: () => {},
  });
  const budgets = createBudgets({ clock, ledger: parts.ledger, rules: createBudgetRules(parts.configuration, 'UTC') });
  const health = createLiveHealth(parts);
  const planner: Pick<RoutePlanner, 'plan' | 'planOthers'> = {
    plan: (request) => planRoute(request, parts.configuration.current(), { health }),
    planOthers: (plan) => planOthers(plan, parts.configuration.current(), { health }),
  };
  const handlers = createHandlers({
    books: noBooks,
    budgets,
    ...parts,
    identity,
    lifecycle,
    overview: createOverviewSource({ budgets, ...parts, problems: () => [] }),
    clients: createClients(() => {}),
    secrets: createSecrets(),
    gateway: { url: () => null, problem: () => null, token: async () => '' },
    preview: createPreviewer({ planner, estimator: plainEstimator, counter: createTokenCounter(clock) }),
    whatIf: { reports: async () => [], forget() {} },
    drill: async () => {
      throw new Error('no drill is played in these tests');
    },
    listModels: async () => ({ outcome: 'failed', message: 'no lists in tests' }),
    decisions: { explain: async () => null },
    verifyTrack: async () => {
      throw new Error('no track is verified in these tests');
    },
    discoverLocalServers: async () => {},
  });
  const log = { write() {}, error() {} };
  const server = createServer((socket) =>
    serveConnection(socket, 1, { identity, handlers, clock, log, joined: () => () => {} }),
  );
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\dualtrack-${process.pid}` : join(directory, 'rpc.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const client = await openConnection(
    await connected(path),
    { kind: 'test', name: 'rpc', version: productVersion, protocolVersion },
    new AbortController().signal,
  );
  return {
    client,
    path,
    close: async () => {
      client.dispose();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', reject);
  });
}
