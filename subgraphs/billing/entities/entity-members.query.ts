import { sql } from 'kysely';
import type { PageRequest, Page } from '../../../platform/database/keyset.ts';
import { fetchPages } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** A user's membership in an entity; amounts are in the entity's currency. */
export interface EntityMember {
  id: Uuid;
  entityId: Uuid;
  userId: Uuid;
  role: 'manager' | 'member';
  creditLimit: string | null;
  /** Spent, plus reserved at the moment. */
  creditUsed: string;
  currency: string;
  isDefault: boolean;
  /** Whether a seat is taken for the user. */
  hasSeat: boolean;
  createdAt: Date;
}

const MEMBER_COLUMNS = sql`m.id, m.entity_id as "entityId", m.user_id as "userId", m.role, m.credit_limit as "creditLimit", m.credit_used as "creditUsed",
  (select e.currency from entities e where e.id = m.entity_id) as currency, m.is_default as "isDefault", m.has_seat as "hasSeat",
  m.created_at as "createdAt"`;

/** The membership of a user in an entity, if there is one. */
export async function findMembership(db: ScopedQueryable, entityId: Uuid, userId: Uuid): Promise<EntityMember | undefined> {
  return db.first(sql<EntityMember>`
    select ${MEMBER_COLUMNS} from entity_members m where m.entity_id = ${entityId} and m.user_id = ${userId} and ${inScope(db, 'm')}`);
}

/** Takes the default from whichever entity of the organization has it for the user. */
export async function clearDefaultMembership(db: ScopedQueryable, organizationId: Uuid, userId: Uuid): Promise<void> {
  await db.query(sql`
    update entity_members set is_default = false
    where organization_id = ${organizationId} and user_id = ${userId} and is_default and ${inScope(db, 'entity_members')}`);
}

/** Writes a membership. A new one begins with what the user has spent and set aside so far. Call it under the balance's lock. */
export async function upsertMembership(
  db: ScopedQueryable,
  member: Omit<EntityMember, 'creditUsed' | 'currency'> & { organizationId: Uuid },
): Promise<EntityMember> {
  const row = await db.first(sql<EntityMember>`
    insert into entity_members as m (id, organization_id, test_mode, entity_id, user_id, role, credit_limit, credit_used, is_default, has_seat, created_at)
    select ${member.id}::uuid, ${member.organizationId}::uuid, ${db.scope.testMode}::boolean, ${member.entityId}::uuid, ${member.userId}::uuid, ${member.role},
      ${member.creditLimit}::numeric, coalesce(sum(used.amount), 0), ${member.isDefault}::boolean, ${member.hasSeat}::boolean, ${member.createdAt}::timestamptz
    from (
      select case r.status when 'reserved' then r.amount else r.captured end as amount
      from credit_reservations r where r.entity_id = ${member.entityId} and r.user_id = ${member.userId} and ${inScope(db, 'r')}
      union all
      select s.amount from billing.credit_spends s where s.tenant_id = ${db.scope.tenant!.id} and s.organization_id = ${member.organizationId}
        and s.test_mode = ${db.scope.testMode} and s.entity_id = ${member.entityId} and s.user_id = ${member.userId}
    ) as used
    on conflict (entity_id, user_id) do update set role = excluded.role, credit_limit = excluded.credit_limit, is_default = excluded.is_default,
      has_seat = excluded.has_seat
    returning ${MEMBER_COLUMNS}`);
  return row!;
}

/** Takes a user out of an entity. Call it under the balance's lock. */
export async function deleteMembership(db: ScopedQueryable, { id }: EntityMember): Promise<void> {
  await db.query(sql`delete from entity_members m where m.id = ${id} and ${inScope(db, 'm')}`);
}

/** A page of the members of each entity, those who joined first in front; one statement for all entities. */
export async function listMembers(
  db: ScopedQueryable,
  entityIds: readonly Uuid[],
  request: PageRequest,
): Promise<Map<Uuid, Page<EntityMember>>> {
  const statement = sql<EntityMember>`select ${MEMBER_COLUMNS}, m.entity_id as parent_id, m.created_at from entity_members m where ${inScope(db, 'm')}`;
  return fetchPages(db, entityIds, statement, { column: 'created_at', type: 'timestamptz', direction: 'asc' }, request);
}
