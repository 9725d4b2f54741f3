/** Where a fire drill is played: the real path of a request over two simulated upstreams, with books, limits and breakers of its own. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblePipeline } from '../assemble-pipeline.ts';
import { createBudgetRules } from '../budget-rules.ts';
import { plainEstimator } from '../catalogue/estimate.ts';
import type { Clock } from '../clock.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import { createLiveHealth } from '../health.ts';
import { createHedging } from '../hedging.ts';
import { createBudgets } from '../ledger/holds.ts';
import { openLedger } from '../ledger/ledger.ts';
import type { Ledger } from '../ledger/port.ts';
import { Drains } from '../pipeline/left-answer.ts';
import { Places } from '../pipeline/places.ts';
import { TrackLimiters } from '../pipeline/rate-limit.ts';
import type { Service, TargetRequest } from '../pipeline/service.ts';
import { createRequests, type Requests } from '../requests.ts';
import { Breakers } from '../resilience/breakers.ts';
import { createRoutePlanner, type RoutePlanner } from '../route-planner.ts';
import { Conversations } from '../routing/conversations.ts';

/** Asks over HTTP and nothing else; `close` drops its connections. */
export interface Leaf {
  readonly provider: Service<TargetRequest>;
  close(): Promise<void>;
}

export interface RangeParts {
  readonly configuration: Pick<ConfigurationStore, 'current'>;
  readonly clock: Clock;
  random(): number;
  openLeaf(): Leaf;
}

/** Of one fault: no breaker, pause or retry budget of another has a say in it. */
export interface Lane {
  readonly requests: Requests;
  readonly plan: RoutePlanner['plan'];
}

export interface Range {
  readonly ledger: Ledger;
  openLane(): Lane;
  /** Leaves no file behind. */
  close(): Promise<void>;
}

const timeZone = 'UTC';

export async function openRange({ configuration, clock, random, openLeaf }: RangeParts): Promise<Range> {
  const directory = await mkdtemp(join(tmpdir(), 'dualtrack-drill-'));
  const removeFiles = () => rm(directory, { recursive: true, force: true });
  const ledger = await openLedger({ directory, clock, timeZone }).catch(async (error: unknown) => {
    await removeFiles();
    throw error;
  });
  const leaf = openLeaf();
  return {
    ledger,
    openLane() {
      const [breakers, limiters] = [new Breakers(), new TrackLimiters(clock)];
      limiters.configure(configuration.current().tracks.values());
      const health = createLiveHealth({ ledger, breakers, limiters, clock });
      const { plan } = createRoutePlanner({
        configuration,
        health,
        estimator: plainEstimator,
        conversations: new Conversations(),
        clock,
        machineTimeZone: timeZone,
      });
      const pipeline = assemblePipeline(
        {
          configuration,
          ledger,
          budgets: createBudgets({ clock, ledger, rules: createBudgetRules(configuration, timeZone) }),
          places: new Places(mostAtOnce, mostAtOnce),
          breakers,
          limiters,
          hedging: createHedging({ health, estimator: plainEstimator, clock }),
          estimator: plainEstimator,
          drains: new Drains(),
          plan,
          random,
        },
        leaf.provider,
      );
      return { plan, requests: createRequests({ pipeline, clock, newRequestId: randomUUID }) };
    },
    async close() {
      await leaf.close();
      await ledger.close();
      await removeFiles();
    },
  };
}

const mostAtOnce = 100;
