import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Supposition } from './supposition.ts';

/** How far a simulation is; the keys are the names in the API. */
export const SIMULATION_STATES = {
  QUEUED: 'queued',
  RUNNING: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
} as const;
export type SimulationState = (typeof SIMULATION_STATES)[keyof typeof SIMULATION_STATES];

/** What would have been, over the purchases of a past period [from, until). */
export interface AddonSimulation {
  id: Uuid;
  state: SimulationState;
  from: Date;
  until: Date;
  supposition: Supposition;
  /** Purchases priced again so far. */
  done: number;
  /** Purchases there were when it was asked for. */
  total: number;
  /** The purchase that was priced again last. */
  cursorId: Uuid | null;
  /** How often it failed since it last got on. */
  failedAttempts: number;
  actor: string;
  createdAt: Date;
  finishedAt: Date | null;
}

/** Sort orders of the list of simulations; the keys are the names in the API. */
export const SIMULATION_ORDERS = {
  CREATED_AT_DESC: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  CREATED_AT_ASC: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const COLUMNS = sql`
  id, state, period_from as "from", period_until as "until", supposition, done, total, cursor_id as "cursorId", failed_attempts as "failedAttempts",
  actor, created_at as "createdAt", finished_at as "finishedAt"`;

const isOpen: RawBuilder<unknown> = sql`state in ('queued', 'running')`;

/** Keeps a new simulation, in the queue of its tenant and mode. */
export async function insertSimulation(
  db: Queryable,
  simulation: AddonSimulation,
  place: { tenantId: Uuid; testMode: boolean },
): Promise<void> {
  await db.query(sql`
    insert into addon_simulations (id, test_mode, state, period_from, period_until, supposition, done, total, failed_attempts, actor, created_at)
    values (${simulation.id}, ${place.testMode}, ${simulation.state}, ${simulation.from}, ${simulation.until},
      ${JSON.stringify(simulation.supposition)}::jsonb, 0, ${simulation.total}, 0, ${simulation.actor}, ${simulation.createdAt})`);
  await db.query(sql`
    insert into addons.open_simulations (tenant_id, test_mode, simulation_id) values (${place.tenantId}, ${place.testMode}, ${simulation.id})`);
}

/** How many simulations of a tenant and mode are not over; whoever asks next waits until this transaction ends. */
export async function countOpenSimulations(db: Queryable, place: { tenantId: Uuid; testMode: boolean }): Promise<number> {
  await db.query(sql`select pg_advisory_xact_lock(hashtext(${`addon-simulations:${place.tenantId}:${place.testMode}`}))`);
  const row = await db.first(sql<{ count: number }>`select count(*)::int as count from addon_simulations where ${isOpen}`);
  return row!.count;
}

/** Simulations by id. */
export async function findSimulations(db: Queryable, ids: readonly Uuid[]): Promise<AddonSimulation[]> {
  return db.query(sql<AddonSimulation>`select ${COLUMNS} from addon_simulations where id = any(${ids}::uuid[])`);
}

/** A page of simulations. */
export async function listSimulations(
  db: Queryable,
  filter: { state?: SimulationState | null | undefined },
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<AddonSimulation>> {
  const inState = filter.state ? sql`state = ${filter.state}` : sql`true`;
  return fetchPage(db, sql<AddonSimulation>`select ${COLUMNS}, created_at from addon_simulations where ${inState}`, order, page);
}

/** A simulation, locked until the transaction ends. */
export async function lockSimulation(db: Queryable, id: Uuid): Promise<AddonSimulation | undefined> {
  return db.first(sql<AddonSimulation>`select ${COLUMNS} from addon_simulations where id = ${id} for update`);
}

/** Keeps how far a locked simulation is; what is over leaves the queue. */
export async function updateSimulation(
  db: Queryable,
  simulation: Pick<AddonSimulation, 'id' | 'state' | 'done' | 'total' | 'cursorId' | 'failedAttempts' | 'finishedAt'>,
): Promise<void> {
  await db.query(sql`
    update addon_simulations set state = ${simulation.state}, done = ${simulation.done}, total = ${simulation.total}, cursor_id = ${simulation.cursorId}::uuid,
      failed_attempts = ${simulation.failedAttempts}, finished_at = ${simulation.finishedAt}::timestamptz where id = ${simulation.id}`);
  if (simulation.finishedAt) await db.query(sql`delete from addons.open_simulations where simulation_id = ${simulation.id}`);
}

/** Removes the simulations of the session's mode that ended at the instant or before, with their sums. */
export async function deleteFinishedSimulations(db: Queryable, finishedUntil: Date): Promise<void> {
  await db.query(sql`delete from addon_simulations where finished_at <= ${finishedUntil}`);
}

/** The simulations of a tenant and mode that are not over, oldest first. */
export async function findOpenSimulations(db: Queryable): Promise<Uuid[]> {
  const rows = await db.query(sql<{ id: Uuid }>`select id from addon_simulations where ${isOpen} order by created_at, id`);
  return rows.map(({ id }) => id);
}

/** The tenants and modes that have simulations to run. */
export async function scopesWithSimulations(
  db: Queryable,
): Promise<{ tenant: { id: Uuid; schema: string }; testMode: boolean }[]> {
  const rows = await db.query(sql<{ id: Uuid; schema: string; testMode: boolean }>`
    select s.tenant_id as id, s.schema_name as schema, q.test_mode as "testMode"
    from (select distinct tenant_id, test_mode from addons.open_simulations) as q
      join platform.tenant_schemas s on s.tenant_id = q.tenant_id and s.retired_at is null
    order by s.schema_name, q.test_mode`);
  return rows.map(({ id, schema, testMode }) => ({ tenant: { id, schema }, testMode }));
}
