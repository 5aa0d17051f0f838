import type { EntityManager } from '@mikro-orm/postgresql';
import {
  sql,
  type CompiledQuery,
  type Kysely,
  type QueryResult,
  type RawBuilder,
  type Transaction as KyselyTransaction,
} from 'kysely';
import type { Uuid } from '../ids/public-id.ts';
import { newId } from '../ids/public-id.ts';
import { liveTopic } from '../events/live-topic.ts';
import { databaseError } from './database-error.ts';
import { insertWorkNotes, noteTime, type ExpectedWork, type WorkNote, type WorkNotes } from './due-work.ts';
import { withoutSecrets } from './without-secrets.ts';
import { prepared } from './session-dialect.ts';
import { scopeStatements, type SessionScope } from './session-scope.ts';

/** Something that runs a prepared statement inside the walls of a scope. */
export interface Queryable {
  query<Row>(statement: RawBuilder<Row>): Promise<Row[]>;
  /** As `query`, for statements that run often and whose text is always the same: they are planned once a connection. */
  queryPrepared<Row>(statement: RawBuilder<Row>): Promise<Row[]>;
  /** The first row, or undefined. */
  first<Row>(statement: RawBuilder<Row>): Promise<Row | undefined>;
}

/** An event as a use case states it; the envelope around it is made when the transaction commits. */
export interface PendingEvent {
  id?: Uuid;
  type: string;
  version: number;
  /** Whose event it is; the transaction's tenant when left out. */
  tenantId?: Uuid;
  /** What it happened to, e.g. `shipment/<uuid>`: events of one subject stay in order. */
  subject: string;
  organizationId: Uuid | null;
  data: unknown;
  occurredAt: Date;
  actor: string;
  /** The event that led to this one. */
  causeId?: Uuid | null;
  testMode: boolean;
}

/** An audit entry as a use case states it. */
export interface PendingAuditEntry {
  action: string;
  resourceType: string;
  resourceId: Uuid;
  organizationId: Uuid | null;
  actor: string;
  before?: unknown;
  after?: unknown;
  ipAddress?: string | null | undefined;
  userAgent?: string | null | undefined;
  occurredAt: Date;
}

interface SessionParts {
  db: Kysely<never>;
  /** The same, for transactions whose statements are planned by index alone. */
  dbByIndex: () => Kysely<never>;
  scope: SessionScope;
  fork: () => EntityManager;
  workNotes: WorkNotes;
  afterEvents: () => void;
  afterAnnouncements: (topics: ReadonlySet<string>) => void;
}

interface TransactionOptions {
  /**
   * Whether no statement is planned to go through a whole table, where it can do without: of a prepared statement the plan is kept, and a table that is
   * small when it is made is large later on.
   */
  isPlannedByIndex?: boolean;
}

type TransactionParts = Pick<SessionParts, 'fork' | 'workNotes'>;

/** A unit of work bound to one scope: single statements by `query`, everything that must hold together by `transaction`. */
export class Session implements Queryable {
  readonly scope: SessionScope;
  private readonly parts: SessionParts;

  constructor(parts: SessionParts) {
    this.parts = parts;
    this.scope = parts.scope;
  }

  async query<Row>(statement: RawBuilder<Row>): Promise<Row[]> {
    return rowsOf(statement.execute(this.parts.db));
  }

  async queryPrepared<Row>(statement: RawBuilder<Row>): Promise<Row[]> {
    return rowsOf(this.parts.db.executeQuery<Row>(prepared(statement.compile(this.parts.db))));
  }

  async first<Row>(statement: RawBuilder<Row>): Promise<Row | undefined> {
    return (await this.query(statement))[0];
  }

  /**
   * Runs `work` in one transaction; entity changes are flushed, events and audit rows written, then all of it commits.
   * Whoever watches what was announced is told after the commit.
   */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const db = options.isPlannedByIndex ? this.parts.dbByIndex() : this.parts.db;
    let opened: Transaction | undefined;
    const { value, transaction, hasEvents } = await db
      .transaction()
      .execute(async (trx) => {
        const transaction = (opened = new Transaction(trx, this.parts, this.scope));
        return { value: await work(transaction), transaction, hasEvents: await transaction.complete() };
      })
      .catch(async (error: unknown) => {
        throw databaseError((await opened?.failureAtEnd()) ?? error);
      });
    if (hasEvents) this.parts.afterEvents();
    if (transaction.announced.size > 0) this.parts.afterAnnouncements(transaction.announced);
    transaction.rememberWork();
    return value;
  }
}

/** One database transaction. Entities by `em`, set-based SQL by `query`; both see each other's flushed changes. */
export class Transaction implements Queryable {
  private readonly trx: KyselyTransaction<never>;
  private readonly parts: TransactionParts;
  private readonly events: PendingEvent[] = [];
  private readonly auditEntries: PendingAuditEntry[] = [];
  private readonly topics = new Set<string>();
  private readonly expectedWork: { note: WorkNote; now: Date }[] = [];
  private readonly lastStatements: CompiledQuery[] = [];
  private lastAnswers: Promise<PromiseSettledResult<unknown>[]> = Promise.resolve([]);
  private entityManager: EntityManager | undefined;
  private currentScope: SessionScope;

  constructor(trx: KyselyTransaction<never>, parts: TransactionParts, scope: SessionScope) {
    this.trx = trx;
    this.parts = parts;
    this.currentScope = scope;
  }

  get scope(): SessionScope {
    return this.currentScope;
  }

  /** The entity manager of this transaction; its changes are flushed before the commit at the latest. */
  get em(): EntityManager {
    if (!this.entityManager) {
      this.entityManager = this.parts.fork();
      this.entityManager.setTransactionContext(this.trx);
    }
    return this.entityManager;
  }

  async query<Row>(statement: RawBuilder<Row>): Promise<Row[]> {
    return rowsOf(statement.execute(this.trx));
  }

  async queryPrepared<Row>(statement: RawBuilder<Row>): Promise<Row[]> {
    return rowsOf(this.trx.executeQuery<Row>(prepared(statement.compile(this.trx))));
  }

  async first<Row>(statement: RawBuilder<Row>): Promise<Row | undefined> {
    return (await this.query(statement))[0];
  }

  /** Leaves an event in the outbox, to be relayed once this transaction has committed. */
  publish(...events: PendingEvent[]): void {
    this.events.push(...events);
  }

  /** Wakes, once this transaction has committed, whoever watches what the organization has of `what` (e.g. `usage`). */
  announce(what: string, organizationId: Uuid): void {
    const { tenant, testMode } = this.currentScope;
    if (!tenant) throw new Error('only the state of a tenant can be announced');
    this.announceTopic(liveTopic(what, { tenantId: tenant.id, organizationId, testMode }));
  }

  /** Names a topic to whoever watches or collects it, once this transaction has committed. Topics hold no space. */
  announceTopic(topic: string): void {
    this.topics.add(topic);
  }

  /** What was announced so far. */
  get announced(): ReadonlySet<string> {
    return this.topics;
  }

  /** Leaves an entry in the audit log, in this transaction. */
  audit(...entries: PendingAuditEntry[]): void {
    this.auditEntries.push(...entries);
  }

  /** Says that a job of this subgraph will have work in this tenant and mode, so that it comes by; noted in this transaction. */
  expectWork(work: ExpectedWork): void {
    const { tenant, testMode } = this.currentScope;
    if (!tenant) throw new Error('only work in a tenant can be expected');
    const note = { job: work.job, dueAt: noteTime(work), tenantId: tenant.id, testMode };
    if (!this.parts.workNotes.has(note, work.now)) this.expectedWork.push({ note, now: work.now });
  }

  /** Remembers what was noted, once it has committed. Called by the session. */
  rememberWork(): void {
    for (const { note, now } of this.expectedWork) this.parts.workNotes.remember(note, now);
  }

  /** Moves the rest of the transaction into another scope: for consumers, that learn whose event it is by reading it. */
  async enter(scope: SessionScope): Promise<void> {
    await sql.raw(scopeStatements(scope)).execute(this.trx);
    this.currentScope = scope;
  }

  /** Runs prepared statements of which none needs another's answer: they are sent together, and run in their order, each seeing what was there before it. */
  async queryTogether<Rows extends readonly unknown[]>(
    ...statements: { [Place in keyof Rows]: RawBuilder<Rows[Place]> }
  ): Promise<{ [Place in keyof Rows]: Rows[Place][] }> {
    const outcomes = await (await this.send(statements.map((statement) => prepared(statement.compile(this.trx))))).answers;
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw databaseError(failed.reason);
    return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<QueryResult<unknown>>).value.rows) as never;
  }

  /** Has a prepared statement run at the end, in one message with the commit. The transaction fails with it; nobody gets its rows. */
  finish(statement: RawBuilder<unknown>): void {
    this.lastStatements.push(prepared(statement.compile(this.trx)));
  }

  /**
   * Flushes entities and sends what is left: statements that finish, events, audit rows and notes of work. The commit follows them without waiting for
   * their answers. True when events were written. Called once, by the session.
   */
  async complete(): Promise<boolean> {
    await this.entityManager?.flush();
    const tenantId = this.currentScope.tenant?.id ?? null;
    const { auditEntries, events, expectedWork } = this;
    const rest = [
      ...(auditEntries.length > 0 ? [insertAuditEntries(this.currentScope, auditEntries)] : []),
      ...(events.length > 0 ? [insertOutboxEvents(tenantId, events)] : []),
      ...(expectedWork.length > 0 ? [insertWorkNotes(expectedWork.map(({ note }) => note))] : []),
    ];
    const statements = [...this.lastStatements, ...rest.map((statement) => prepared(statement.compile(this.trx)))];
    if (statements.length > 0) this.lastAnswers = (await this.send(statements)).answers;
    return events.length > 0;
  }

  // Settled when they are sent.
  private async send(
    queries: readonly CompiledQuery[],
  ): Promise<{ answers: Promise<PromiseSettledResult<QueryResult<unknown>>[]> }> {
    return this.trx.getExecutor().provideConnection(async (connection) => ({
      answers: Promise.allSettled(queries.map((query) => connection.executeQuery<unknown>(query))),
    }));
  }

  /** Why one of the last statements failed, if one did. Called by the session. */
  async failureAtEnd(): Promise<unknown> {
    const failed = (await this.lastAnswers).find((answer) => answer.status === 'rejected');
    return failed?.reason;
  }
}

async function rowsOf<Row>(execution: Promise<{ rows: Row[] }>): Promise<Row[]> {
  try {
    return (await execution).rows;
  } catch (error) {
    throw databaseError(error);
  }
}

function insertOutboxEvents(tenantId: Uuid | null, events: readonly PendingEvent[]): RawBuilder<unknown> {
  const rows = events.map((event) => ({
    id: event.id ?? newId(),
    type: event.type,
    version: event.version,
    subject: event.subject,
    tenant_id: event.tenantId ?? tenantId,
    organization_id: event.organizationId,
    test_mode: event.testMode,
    actor: event.actor,
    cause_id: event.causeId ?? null,
    occurred_at: event.occurredAt,
    data: event.data,
  }));
  return sql`
    insert into platform.outbox (id, type, version, subject, tenant_id, organization_id, test_mode, actor, cause_id, occurred_at, data)
    select id, type, version, subject, tenant_id, organization_id, test_mode, actor, cause_id, occurred_at, data
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (
      id uuid, type text, version int, subject text, tenant_id uuid, organization_id uuid, test_mode boolean, actor text,
      cause_id uuid, occurred_at timestamptz, data jsonb)`;
}

function insertAuditEntries(scope: SessionScope, entries: readonly PendingAuditEntry[]): RawBuilder<unknown> {
  const rows = entries.map((entry) => ({
    id: newId(),
    tenant_id: scope.tenant?.id ?? null,
    test_mode: scope.testMode,
    organization_id: entry.organizationId,
    actor: entry.actor,
    action: entry.action,
    resource_type: entry.resourceType,
    resource_id: entry.resourceId,
    changes: withoutSecrets({ before: entry.before ?? null, after: entry.after ?? null }),
    ip_address: entry.ipAddress ?? null,
    user_agent: entry.userAgent?.slice(0, 500) ?? null,
    occurred_at: entry.occurredAt,
  }));
  return sql`
    with entries as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (
        id uuid, tenant_id uuid, test_mode boolean, organization_id uuid, actor text, action text, resource_type text, resource_id uuid,
        changes jsonb, ip_address text, user_agent text, occurred_at timestamptz)
    ), queued as (
      insert into platform.audit_unsealed (tenant_id, test_mode, entry_id) select tenant_id, test_mode, id from entries
    )
    insert into platform.audit_log
      (id, tenant_id, test_mode, organization_id, actor, action, resource_type, resource_id, changes, ip_address, user_agent, occurred_at)
    select id, tenant_id, test_mode, organization_id, actor, action, resource_type, resource_id, changes, ip_address, user_agent, occurred_at
    from entries`;
}
