import type { MigrationSet } from '../database/migration.ts';
import type { EventConsumer } from '../events/consumer.ts';
import type { SubgraphSchemaOptions } from '../graphql/federated-schema.ts';
import type { RequestContext } from '../context/request-context.ts';

/** Work that comes back by itself, e.g. finishing purchases that a crash cut off. One process does it at a time. */
export interface ScheduledJob {
  name: string;
  everyMs: number;
  /** Runs once a tenant and mode; the context carries the system's identity. */
  run(context: RequestContext): Promise<void>;
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
}
