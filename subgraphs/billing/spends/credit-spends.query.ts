import { sql, type RawBuilder } from 'kysely';
import { rowsToInsert } from '../../../platform/database/rows-to-insert.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { LedgerPosting } from '../ledger/ledger-posting.ts';
import { ledgerRows } from '../ledger/ledger-write.query.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { CreditSpend } from './credit-spend.ts';

/** The condition by which a statement on spends (aliased `s`) names whose it means: the tenant's, of one mode, of the organization in scope. */
export function spendsInScope(db: ScopedQueryable): RawBuilder<unknown> {
  const { tenant, organization, testMode } = db.scope;
  if (tenant === null || organization === null) return sql`false`;
  const ofOrganization = organization === 'all' ? sql`` : sql`and s.organization_id = ${organization}`;
  return sql`s.tenant_id = ${tenant.id} and s.test_mode = ${testMode} ${ofOrganization}`;
}

/** Everything that a group of spends changes. */
export interface SpendChanges {
  spends: readonly CreditSpend[];
  postings: readonly LedgerPosting[];
  grants: readonly { grantId: Uuid; amount: string }[];
  entities: readonly { entityId: Uuid; amount: string }[];
  members: readonly { entityId: Uuid; userId: Uuid; amount: string }[];
}

/** Writes a group of spends in one statement, whatever their number: spends, ledger, grants, members and balances. Call it under the locks of the balances. */
export async function writeSpends(db: ScopedQueryable, changes: SpendChanges): Promise<void> {
  const { members } = changes;
  const grantAmounts = Object.fromEntries(changes.grants.map(({ grantId, amount }) => [grantId, amount]));
  const entityAmounts = Object.fromEntries(changes.entities.map(({ entityId, amount }) => [entityId, amount]));
  await db.query(sql`
    with spent as (
      insert into billing.credit_spends (tenant_id, test_mode, organization_id, key, id, entity_id, user_id, amount, currency, reason, occurred_at)
      ${columnsOf(db, changes.spends)}
    ), ${ledgerRows(db, changes.postings)}, grants as (
      update credit_grants g set remaining = g.remaining - ${amountOf('g', grantAmounts)}, spent = g.spent + ${amountOf('g', grantAmounts)}
      where g.id = any(${Object.keys(grantAmounts)}::uuid[])
    ) ${members.length > 0 ? membersMoved(members) : sql``}
    update credit_balances b set remaining = b.remaining - ${amountOf('b', entityAmounts)}, spent = b.spent + ${amountOf('b', entityAmounts)}
    where b.id = any(${Object.keys(entityAmounts)}::uuid[])`);
}

// Rows are found by their ids and look their amounts up: joined with a list, a planner that expects one row goes through all of them.
function amountOf(alias: string, amounts: Record<Uuid, string>): RawBuilder<unknown> {
  return sql`(${JSON.stringify(amounts)}::jsonb ->> ${sql.ref(`${alias}.id`)}::text)::numeric`;
}

function membersMoved(members: SpendChanges['members']): RawBuilder<unknown> {
  return sql`, members as (
      update entity_members m set credit_used = m.credit_used + d.amount
      from unnest(${members.map((each) => each.entityId)}::uuid[], ${members.map((each) => each.userId)}::uuid[], ${members.map((each) => each.amount)}::numeric[])
        as d (entity_id, user_id, amount) where m.entity_id = d.entity_id and m.user_id = d.user_id
    )`;
}

function columnsOf(db: ScopedQueryable, spends: readonly CreditSpend[]): RawBuilder<unknown> {
  const each = <Value>(valueOf: (spend: CreditSpend) => Value): Value[] => spends.map(valueOf);
  return rowsToInsert([
    ['tenant_id', 'uuid', each(() => db.scope.tenant!.id)],
    ['test_mode', 'boolean', each(() => db.scope.testMode)],
    ['organization_id', 'uuid', each((spend) => spend.organizationId)],
    ['key', 'text', each((spend) => spend.key)],
    ['id', 'uuid', each((spend) => spend.id)],
    ['entity_id', 'uuid', each((spend) => spend.entityId)],
    ['user_id', 'uuid', each((spend) => spend.userId)],
    ['amount', 'numeric', each((spend) => spend.amount.amount.toFixed())],
    ['currency', 'text', each((spend) => spend.amount.currency)],
    ['reason', 'text', each((spend) => spend.reason)],
    ['occurred_at', 'timestamptz', each((spend) => spend.occurredAt.toISOString())],
  ]);
}
