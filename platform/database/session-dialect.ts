import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { Pool, PoolClient, QueryConfig, QueryResult as PgQueryResult } from 'pg';

/**
 * Called once for every statement that reaches the database, walls and transaction brackets not counted; what it answers is
 * called when the database has answered.
 */
export type StatementListener = (sql: string) => ((error?: Error) => void) | undefined | void;

interface SessionDialectOptions {
  pool: Pool;
  /** What every transaction begins with; see `scopeStatements`. */
  preamble: string;
  onStatement: StatementListener;
}

/** Marks a statement to be prepared: a connection that runs it again does not plan it again. Only for texts that are few. */
export function prepared<Row>(query: CompiledQuery<Row>): CompiledQuery<Row> {
  return { ...query, isPrepared: true } as CompiledQuery<Row>;
}

const names = new Map<string, string>();

// A name says what it names: connections are shared by scopes, and a text must be the same wherever its name is.
function nameOf(query: CompiledQuery & { isPrepared?: boolean }): { name?: string } {
  if (!query.isPrepared) return {};
  let name = names.get(query.sql);
  if (!name) names.set(query.sql, (name = createHash('sha256').update(query.sql).digest('hex').slice(0, 32)));
  return { name };
}

/**
 * A Kysely dialect bound to one session scope. The scope travels with `begin` in one message, and a statement outside a
 * transaction is pipelined between its own `begin` and `commit`: one round trip, and never a statement without walls.
 */
export class SessionDialect implements Dialect {
  private readonly options: SessionDialectOptions;

  constructor(options: SessionDialectOptions) {
    this.options = options;
  }

  createDriver(): Driver {
    return new SessionDriver(this.options);
  }

  createQueryCompiler(): PostgresQueryCompiler {
    return new PostgresQueryCompiler();
  }

  createAdapter(): PostgresAdapter {
    return new PostgresAdapter();
  }

  createIntrospector(db: Kysely<unknown>): PostgresIntrospector {
    return new PostgresIntrospector(db);
  }
}

class SessionDriver implements Driver {
  private readonly options: SessionDialectOptions;

  constructor(options: SessionDialectOptions) {
    this.options = options;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SessionConnection> {
    return new SessionConnection(await this.options.pool.connect(), this.options);
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    await (connection as SessionConnection).begin(settings);
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as SessionConnection).end('commit');
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // When even the rollback fails, the connection is broken and given up; what is told is why it came to a rollback.
    await (connection as SessionConnection).end('rollback').catch(() => {});
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await (connection as SessionConnection).bracket(`savepoint "${name}"`);
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await (connection as SessionConnection).bracket(`rollback to savepoint "${name}"`);
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await (connection as SessionConnection).bracket(`release savepoint "${name}"`);
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    (connection as SessionConnection).release();
  }

  async destroy(): Promise<void> {}
}

class SessionConnection implements DatabaseConnection {
  private readonly client: PoolClient;
  private readonly options: SessionDialectOptions;
  private state: 'alone' | 'in transaction' | 'over' = 'alone';
  private brokenBy: Error | undefined;
  private begun: Promise<unknown> | undefined;

  constructor(client: PoolClient, options: SessionDialectOptions) {
    this.client = client;
    this.options = options;
  }

  // The first statements are sent behind it, not after its answer; whatever is asked next fails by what it failed by.
  async begin(settings: TransactionSettings): Promise<void> {
    const mode = `${settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : ''}${settings.accessMode ? ` ${settings.accessMode}` : ''}`;
    // A preamble that fails leaves a transaction in which nothing works: such a connection is not given to the next user.
    this.begun = this.orBroken(`begin${mode}; ${this.options.preamble}`);
    this.begun.catch(() => {});
    this.state = 'in transaction';
  }

  async end(command: 'commit' | 'rollback'): Promise<void> {
    this.state = 'over';
    const ended = this.orBroken(command);
    const [begun, outcome] = await Promise.allSettled([this.begun, ended]);
    if (begun.status === 'rejected') throw begun.reason;
    if (outcome.status === 'rejected') throw outcome.reason;
    // The server answers a commit after a failed statement, also one whose failure was caught, by rolling back.
    if (command === 'commit' && outcome.value.command !== 'COMMIT')
      throw new Error('The transaction was rolled back at its commit, because a statement in it had failed.');
  }

  async bracket(sql: string): Promise<PgQueryResult> {
    return this.send({ text: sql });
  }

  // What is sent in one turn of the event loop leaves in one write.
  private send(statement: QueryConfig, values?: unknown[]): Promise<PgQueryResult> {
    const { stream } = (this.client as unknown as { connection: { stream: Socket } }).connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
    return this.client.query(statement, values);
  }

  private async orBroken(sql: string): Promise<PgQueryResult> {
    try {
      return await this.bracket(sql);
    } catch (error) {
      this.brokenBy = error as Error;
      throw error;
    }
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    // Outside its brackets a statement would be a transaction of its own, and hold whatever becomes of this one.
    if (this.state === 'over') throw new Error('The transaction is over; its statements must be awaited.');
    const onAnswer = this.options.onStatement(query.sql);
    const values = query.parameters.length > 0 ? [...query.parameters] : undefined;
    const statement = { text: query.sql, ...nameOf(query) };
    const answer = this.state === 'alone' ? this.executeAlone(statement, values) : this.send(statement, values);
    // A listener that wants no answer may return anything.
    if (typeof onAnswer === 'function') answer.then(() => onAnswer(), onAnswer);
    const [begun, answered] = await Promise.allSettled([this.begun, answer]);
    if (begun.status === 'rejected') throw begun.reason;
    if (answered.status === 'rejected') throw answered.reason;
    const result = answered.value;
    return { rows: result.rows as Row[], numAffectedRows: BigInt(result.rowCount ?? 0) };
  }

  // A failed statement turns the pipelined commit into a rollback, so both are awaited before the connection goes back.
  private async executeAlone(statement: QueryConfig, values: unknown[] | undefined): Promise<PgQueryResult> {
    const [begun, answered, committed] = await Promise.allSettled([
      this.send({ text: `begin; ${this.options.preamble}` }),
      this.send(statement, values),
      this.send({ text: 'commit' }),
    ]);
    for (const outcome of [begun, answered, committed]) if (outcome.status === 'rejected') throw outcome.reason;
    return (answered as PromiseFulfilledResult<PgQueryResult>).value;
  }

  release(): void {
    this.client.release(this.brokenBy);
  }

  // eslint-disable-next-line require-yield
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('streaming is not supported: page through the rows by keyset instead');
  }
}
