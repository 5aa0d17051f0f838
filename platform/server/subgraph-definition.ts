import type { Session } from '../database/session.ts';
import type { MigrationSet } from '../database/migration.ts';
import type { Queryable } from '../database/session.ts';
import type { Uuid } from '../ids/public-id.ts';
import type { EventConsumer } from '../events/consumer.ts';
import type { SubgraphSchemaOptions } from '../graphql/federated-schema.ts';
import type { RequestContext } from '../context/request-context.ts';

/** A tenant and mode that a job is for; no tenant for what is the platform's own. */
export interface JobScope {
  tenant: { id: Uuid; schema: string } | null;
  testMode: boolean;
}

/** The scopes of a job that runs once, in no tenant's name. */
export const PLATFORM_SCOPE: readonly JobScope[] = [{ tenant: null, testMode: false }];

/** Whether a job left something to be done in the tenant and mode. */
export type JobOutcome = 'done' | 'unfinished';

/** Work that comes back by itself, e.g. finishing purchases that a crash cut off. One process does it at a time. */
export interface ScheduledJob {
  name: string;
  everyMs: number;
  /** Which tenants and modes have work; without it those for which `transaction.expectWork` named the job, and once an hour all. */
  scopesWithWork?(db: Queryable): Promise<readonly JobScope[]>;
  /**
   * Runs once a tenant and mode; the context carries the system's identity. What is `unfinished`, or failed, comes back at the
   * next turn, whether it was expected or not.
   */
  run(context: RequestContext): Promise<JobOutcome | void>;
}

/** A number that the metrics show, read from the subgraph's tables. */
export interface SubgraphGauge {
  /** Without the prefix that all metrics share. */
  name: string;
  help: string;
  /** The session has no tenant. */
  read(session: Session): Promise<number>;
}

/** Everything that makes a subgraph; a host gives it a database, keys and a place to listen. */
export interface SubgraphDefinition {
  name: string;
  /** MikroORM entity schemas. */
  entities: readonly object[];
  migrations: MigrationSet;
  schema: SubgraphSchemaOptions;
  consumers: readonly EventConsumer[];
  jobs: readonly ScheduledJob[];
  /** What is counted whenever somebody looks at the metrics. */
  gauges?: readonly SubgraphGauge[];
}
