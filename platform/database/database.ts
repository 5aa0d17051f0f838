import { MikroORM } from '@mikro-orm/postgresql';
import { Kysely } from 'kysely';
import { Pool, types as pgTypes } from 'pg';
import type { Uuid } from '../ids/public-id.ts';
import { WorkNotes } from './due-work.ts';
import { SessionDialect, type StatementListener } from './session-dialect.ts';
import { scopeStatements, type SessionScope } from './session-scope.ts';
import { Session } from './session.ts';

const DATE_OID = 1082;
const PATIENCE_MS = 2_000;

/** Columns hold exact text (numeric, bigint, date) until a type reads them; only instants become Date. */
const typeParsers = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === DATE_OID ? (value: string) => value : pgTypes.getTypeParser(oid, format)) as typeof pgTypes.getTypeParser,
};

/** What `Database` needs to know about the server and the subgraph that uses it. */
export interface DatabaseOptions {
  /** Connection string of the subgraph's own role. */
  url: string;
  /** Name under which connections show up in pg_stat_activity. */
  applicationName: string;
  /** MikroORM entity schemas of the subgraph. */
  entities: readonly object[];
  /** Most connections of this process; few and recycled, because a backend keeps the memory of every table it touched. */
  poolSize?: number;
}

/** One subgraph's way to the database. Rows are reached through a Session only, and a Session has a scope. */
export class Database {
  readonly pool: Pool;
  private readonly orm: MikroORM;
  private readonly workNotes = new WorkNotes();
  private readonly wakeUps = new Set<() => void>();
  private readonly topicListeners = new Set<(topics: ReadonlySet<string>) => void>();

  constructor(options: DatabaseOptions) {
    this.pool = new Pool({
      connectionString: options.url,
      application_name: options.applicationName,
      max: options.poolSize ?? 8,
      maxUses: 20_000,
      maxLifetimeSeconds: 600,
      idleTimeoutMillis: 30_000,
      connectionTimeoutMillis: 15_000,
      pipeline: true,
      types: typeParsers,
    });
    // A connection that the server drops is replaced by the pool; without listeners it would end the process: the pool's hears
    // of connections that are idle, the connection's own of those at work (whose statement is told as well).
    this.pool.on('error', () => {});
    this.pool.on('connect', (client) => client.on('error', () => {}));
    this.orm = new MikroORM({
      entities: [...options.entities] as never,
      discovery: { warnWhenNoEntities: false },
      dbName: 'waybill',
      ensureDatabase: false,
      driverOptions: new Kysely({
        dialect: new SessionDialect({ pool: this.pool, preamble: scopeStatements(NO_SCOPE), onStatement: () => {} }),
      }),
    } as never);
  }

  /** Opens a unit of work that sees the rows of `scope` and no others. */
  session(scope: SessionScope, onStatement: StatementListener = () => {}): Session {
    return this.open(scope, scopeStatements(scope), onStatement);
  }

  /**
   * Opens a unit of work that does not wait for the disk when it commits: a crash may take its last commits back, in
   * order. Only for work that finds what it had to do still undone then, as the relay and consumers do.
   */
  repeatableSession(scope: SessionScope): Session {
    return this.open(scope, `${scopeStatements(scope)}; set local synchronous_commit to off`, () => {});
  }

  private open(scope: SessionScope, preamble: string, onStatement: StatementListener): Session {
    const open = (statements: string): Kysely<never> =>
      new Kysely({ dialect: new SessionDialect({ pool: this.pool, preamble: statements, onStatement }) });
    return new Session({
      db: open(preamble),
      dbByIndex: () => open(`${preamble}; set local enable_seqscan to off`),
      scope,
      fork: () => this.orm.em.fork({ clear: true }),
      workNotes: this.workNotes,
      afterEvents: () => this.announceEvents(),
      afterAnnouncements: (topics) => {
        for (const listener of this.topicListeners) listener(topics);
      },
    });
  }

  /** Calls `listener` after each commit in this process that left events in the outbox. */
  onEventsCommitted(listener: () => void): () => void {
    this.wakeUps.add(listener);
    return () => this.wakeUps.delete(listener);
  }

  /** Calls `listener` with what was announced, after each commit in this process that announced something. */
  onAnnounced(listener: (topics: ReadonlySet<string>) => void): void {
    this.topicListeners.add(listener);
  }

  /** Whether the server answers this role within two seconds. */
  async isReachable(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), PATIENCE_MS)));
    const answer = this.pool.query('select 1').then(
      () => true,
      () => false,
    );
    const isReachable = await Promise.race([answer, patience]);
    clearTimeout(timer);
    return isReachable;
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.orm.close(true);
  }

  private announceEvents(): void {
    for (const wake of this.wakeUps) wake();
  }
}

/** A scope that opens nothing: platform tables that carry no tenant can still be read where the role is granted. */
export const NO_SCOPE: SessionScope = { tenant: null, organization: null, testMode: false };

/** The scope of tenant-wide work (staff, consumers, jobs) in one mode. */
export function tenantScope(tenant: { id: Uuid; schema: string }, testMode: boolean): SessionScope {
  return { tenant, organization: 'all', testMode };
}
