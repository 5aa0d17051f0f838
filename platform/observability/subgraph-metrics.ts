import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { NO_SCOPE, type Database } from '../database/database.ts';
import type { Session } from '../database/session.ts';
import { METRIC_PREFIX, SECONDS_BUCKETS } from './metric-names.ts';

const MS_PER_SECOND = 1_000;

interface WatchedSubgraph {
  definition: { gauges?: readonly { name: string; help: string; read: (session: Session) => Promise<number> }[] };
  database: Pick<Database, 'session'>;
}

/** What the subgraphs of a process count; made once a process. */
export class SubgraphMetrics {
  private readonly registry: Registry;
  private readonly durations: Histogram<'subgraph'>;
  private readonly statements: Counter<'subgraph'>;
  private readonly relayed: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.registry = registry;
    this.durations = new Histogram({
      name: `${METRIC_PREFIX}subgraph_request_duration_seconds`,
      help: 'Time from a request to its answer inside a subgraph.',
      labelNames: ['subgraph'],
      buckets: SECONDS_BUCKETS,
      registers,
    });
    this.statements = new Counter({
      name: `${METRIC_PREFIX}sql_statements_total`,
      help: 'SQL statements sent for requests, by subgraph.',
      labelNames: ['subgraph'],
      registers,
    });
    this.relayed = new Counter({
      name: `${METRIC_PREFIX}events_relayed_total`,
      help: 'Events moved from the outbox to their consumers by this process.',
      registers,
    });
  }

  /** Counts a request that a subgraph answered. */
  answered(subgraph: string, durationMs: number, statements: number): void {
    this.durations.observe({ subgraph }, durationMs / MS_PER_SECOND);
    this.statements.inc({ subgraph }, statements);
  }

  /** Shows the numbers of a subgraph whenever somebody looks. */
  watch({ definition, database }: WatchedSubgraph): void {
    for (const { name, help, read } of definition.gauges ?? [])
      new Gauge({
        name: `${METRIC_PREFIX}${name}`,
        help,
        registers: [this.registry],
        async collect() {
          // A database that does not answer must not take the other numbers along.
          await read(database.session(NO_SCOPE)).then(
            (value) => this.set(value),
            () => this.reset(),
          );
        },
      });
  }

  /** Counts events that were relayed. */
  eventsRelayed(count: number): void {
    this.relayed.inc(count);
  }
}
