import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** An entity that pays, as billing told of it last. */
export interface Payer {
  id: Uuid;
  organizationId: Uuid;
  name: string;
  status: 'active' | 'grace' | 'suspended';
  graceEndsAt: Date | null;
  isDefault: boolean;
  version: number;
}

/** Which entity pays for a person; `id` is the event that said so. */
export interface DefaultPayer {
  id: Uuid;
  organizationId: Uuid;
  userId: Uuid;
  entityId: Uuid | null;
}

/** Keeps what was told of entities, but for what is known in a later version already. */
export async function keepPayers(db: ScopedQueryable, payers: readonly Payer[]): Promise<void> {
  await db.query(sql`
    insert into payers as kept (id, organization_id, test_mode, name, status, grace_ends_at, is_default, version)
    select distinct on (told.id) told.id, told."organizationId", ${db.scope.testMode}::boolean, told.name, told.status, told."graceEndsAt", told."isDefault", told.version
    from jsonb_to_recordset(${JSON.stringify(payers)}::jsonb) as told (
      id uuid, "organizationId" uuid, name text, status text, "graceEndsAt" timestamptz, "isDefault" boolean, version int)
    order by told.id, told.version desc
    on conflict (id) do update set name = excluded.name, status = excluded.status, grace_ends_at = excluded.grace_ends_at,
      is_default = excluded.is_default, version = excluded.version
    where excluded.version > kept.version`);
}

/** Keeps who pays for whom, but for what a later event said already. */
export async function keepDefaultPayers(db: ScopedQueryable, told: readonly DefaultPayer[]): Promise<void> {
  await db.query(sql`
    insert into default_payers as kept (id, organization_id, test_mode, user_id, entity_id)
    select distinct on (told."organizationId", told."userId") told.id, told."organizationId", ${db.scope.testMode}::boolean, told."userId", told."entityId"
    from jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as told (id uuid, "organizationId" uuid, "userId" uuid, "entityId" uuid)
    order by told."organizationId", told."userId", told.id desc
    on conflict (organization_id, test_mode, user_id) do update set id = excluded.id, entity_id = excluded.entity_id
    where excluded.id > kept.id`);
}

/** The entity that would pay: the one asked for, else the person's default, else the organization's; undefined when it is not known here. */
export async function findPayer(
  db: ScopedQueryable,
  question: { organizationId: Uuid; entityId: Uuid | null; userId: Uuid | null },
): Promise<Payer | undefined> {
  const { organizationId, entityId, userId } = question;
  return db.first(sql<Payer>`
    select p.id, p.organization_id as "organizationId", p.name, p.status, p.grace_ends_at as "graceEndsAt", p.is_default as "isDefault", p.version
    from payers p where p.organization_id = ${organizationId} and ${inScope(db, 'p')} and p.id = coalesce(
      ${entityId}::uuid,
      (select d.entity_id from default_payers d where d.organization_id = ${organizationId} and d.user_id = ${userId}::uuid and ${inScope(db, 'd')}),
      (select o.id from payers o where o.organization_id = ${organizationId} and o.is_default and ${inScope(db, 'o')} order by o.version desc limit 1))`);
}
