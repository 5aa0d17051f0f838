import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { TenantStatus } from '../tenants/tenant.entity.ts';

/** What is done next in making a tenant: its schema, then its carriers. */
export type ProvisioningStep = 'schema' | 'carriers' | 'done';

/** A carrier that was asked for, and what came of it. */
export interface CarrierSetup {
  carrier: string;
  status: 'requested' | 'ready' | 'unavailable';
}

/** How far the making of a tenant is. */
export interface Provisioning {
  tenantId: Uuid;
  step: ProvisioningStep;
  carriers: CarrierSetup[];
  attempts: number;
  lastError: string | null;
  startedAt: Date;
  finishedAt: Date | null;
}

/** The same, with what a step needs to know of the tenant. */
export interface OpenProvisioning extends Provisioning {
  schemaName: string;
  status: TenantStatus;
}

const COLUMNS = sql`p.tenant_id as "tenantId", p.step, p.carriers, p.attempts, p.last_error as "lastError", p.started_at as "startedAt", p.finished_at as "finishedAt"`;

/** How far the making of tenants is. */
export async function findProvisionings(db: Queryable, tenantIds: readonly Uuid[]): Promise<Provisioning[]> {
  return db.query(sql<Provisioning>`select ${COLUMNS} from tenants.provisioning p where p.tenant_id = any(${tenantIds}::uuid[])`);
}

/** Writes how far a tenant is, for the first time or over what was written. */
export async function writeProvisioning(db: Queryable, state: Provisioning & { nextAttemptAt: Date | null }): Promise<void> {
  await db.query(sql`
    insert into tenants.provisioning (tenant_id, step, carriers, attempts, last_error, next_attempt_at, started_at, finished_at)
    values (${state.tenantId}, ${state.step}, ${JSON.stringify(state.carriers)}::jsonb, ${state.attempts}, ${state.lastError},
      ${state.nextAttemptAt}, ${state.startedAt}, ${state.finishedAt})
    on conflict (tenant_id) do update set step = excluded.step, carriers = excluded.carriers, attempts = excluded.attempts,
      last_error = excluded.last_error, next_attempt_at = excluded.next_attempt_at, finished_at = excluded.finished_at`);
}

/** Locks a tenant that is still being made; undefined when it is not, or not any more. */
export async function lockProvisioning(db: Queryable, tenantId: Uuid): Promise<OpenProvisioning | undefined> {
  return db.first(sql<OpenProvisioning>`
    select ${COLUMNS}, t.schema_name as "schemaName", t.status from tenants.provisioning p join tenants.tenants t on t.id = p.tenant_id
    where p.tenant_id = ${tenantId} and t.status = 'provisioning' for update`);
}

/** Takes the turn of a tenant whose making stands still, so that nobody else does before `nextAttemptAt`; undefined when none does. */
export async function claimStalled(db: Queryable, now: Date, nextAttemptAt: Date): Promise<Uuid | undefined> {
  const row = await db.first(sql<{ id: Uuid }>`
    update tenants.provisioning set next_attempt_at = ${nextAttemptAt}
    where tenant_id = (
      select tenant_id from tenants.provisioning where next_attempt_at <= ${now} order by next_attempt_at limit 1 for update skip locked)
    returning tenant_id as id`);
  return row?.id;
}

/** Keeps why a step failed and when it is tried again; answers how often it has been tried. */
export async function recordAttempt(
  db: Queryable,
  failure: { tenantId: Uuid; message: string; nextAttemptAt: Date },
): Promise<number> {
  const row = await db.first(sql<{ attempts: number }>`
    update tenants.provisioning set attempts = attempts + 1, last_error = ${failure.message}, next_attempt_at = ${failure.nextAttemptAt}
    where tenant_id = ${failure.tenantId} returning attempts`);
  return row?.attempts ?? 0;
}

/** Sets the status of a tenant that is being made; a failed one gives its key free. */
export async function endProvisioning(db: Queryable, tenantId: Uuid, status: 'active' | 'failed'): Promise<void> {
  await db.query(sql`
    update tenants.tenants set status = ${status}, version = version + 1,
      idempotency_key = case when ${status} = 'failed' then null else idempotency_key end
    where id = ${tenantId}`);
}
