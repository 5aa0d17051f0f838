import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PULSE_MS } from '../../../platform/server/process-pulse.ts';
import {
  readDatabaseFigures,
  readEventFigures,
  readJobFigures,
  readProcessFigures,
  readTenantTotals,
  type DatabaseFigures,
  type EventFigures,
  type JobFigures,
  type ProcessFigures,
  type TenantTotals,
} from './system-health.query.ts';

/** There is one platform, and this is its key in the graph. */
export const PLATFORM_KEY = 'platform';

// Three pulses missed: a process that is stopped for a moment is not gone.
const SEEN_WITHIN_MS = 3 * PULSE_MS;
const LATE_AFTER_SECONDS = 60;

/** A subgraph, as its processes show it. */
export interface SubgraphHealth extends ProcessFigures {
  isUp: boolean;
}

/** How the platform is, as operators see it. */
export interface SystemHealth {
  id: typeof PLATFORM_KEY;
  isHealthy: boolean;
  checkedAt: Date;
  uptimeSeconds: number;
  errorRate: number | null;
  tenants: TenantTotals;
  database: DatabaseFigures & { responseMs: number };
  events: EventFigures;
  jobs: JobFigures[];
  subgraphs: SubgraphHealth[];
}

/** Looks at the directories, roll-ups and the database's own figures, in the role of operators; opens no tenant's schema. */
export async function systemHealth(context: RequestContext): Promise<SystemHealth> {
  const now = context.clock.now();
  const session = context.openOperatorsSession();
  const startedAt = performance.now();
  const database = await readDatabaseFigures(session);
  const responseMs = performance.now() - startedAt;
  const [tenants, events, jobs, processes] = await Promise.all([
    readTenantTotals(session),
    readEventFigures(session, now),
    readJobFigures(session, now),
    readProcessFigures(session, new Date(now.getTime() - SEEN_WITHIN_MS)),
  ]);
  const subgraphs = processes.map((process) => ({ ...process, isUp: process.processes > 0 }));
  return {
    id: PLATFORM_KEY,
    isHealthy: isHealthy({ database, events, jobs, subgraphs }),
    checkedAt: now,
    uptimeSeconds: uptimeSeconds(subgraphs, now),
    errorRate: errorRate(subgraphs),
    tenants,
    database: { ...database, responseMs },
    events,
    jobs,
    subgraphs,
  };
}

function isHealthy({
  database,
  events,
  jobs,
  subgraphs,
}: Pick<SystemHealth, 'events' | 'jobs' | 'subgraphs'> & { database: DatabaseFigures }): boolean {
  const isLate = (seconds: number): boolean => seconds > LATE_AFTER_SECONDS;
  return (
    subgraphs.length > 0 &&
    subgraphs.every(({ isUp }) => isUp) &&
    database.schemasBehind === 0 &&
    events.parked === 0 &&
    !isLate(events.outboxLagSeconds) &&
    !isLate(events.waitingLagSeconds) &&
    !jobs.some((job) => isLate(job.lagSeconds))
  );
}

// As long as there was a process of every subgraph: since the youngest of them came up.
function uptimeSeconds(subgraphs: readonly SubgraphHealth[], now: Date): number {
  if (!subgraphs.every(({ isUp }) => isUp) || subgraphs.length === 0) return 0;
  const since = Math.max(...subgraphs.map(({ startedAt }) => startedAt.getTime()));
  return Math.max(0, (now.getTime() - since) / 1_000);
}

function errorRate(subgraphs: readonly SubgraphHealth[]): number | null {
  const requests = subgraphs.reduce((sum, subgraph) => sum + subgraph.requests, 0);
  const faults = subgraphs.reduce((sum, subgraph) => sum + subgraph.faults, 0);
  return requests === 0 ? null : faults / requests;
}
