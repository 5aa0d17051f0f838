import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { ledgerRows } from '../ledger/ledger-write.query.ts';
import type { LedgerPosting } from '../ledger/ledger-posting.ts';
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
  const { spends, grants, entities, members } = changes;
  const column = <Value>(valueOf: (spend: CreditSpend) => Value): Value[] => spends.map(valueOf);
  await db.query(sql`
    with spent as (
      insert into billing.credit_spends (tenant_id, test_mode, organization_id, key, id, entity_id, user_id, amount, currency, reason, occurred_at)
      select ${db.scope.tenant!.id}::uuid, ${db.scope.testMode}::boolean, s.*, ${spends[0]!.occurredAt}::timestamptz
      from unnest(${column((spend) => spend.organizationId)}::uuid[], ${column((spend) => spend.key)}::text[], ${column((spend) => spend.id)}::uuid[],
        ${column((spend) => spend.entityId)}::uuid[], ${column((spend) => spend.userId)}::uuid[], ${column((spend) => spend.amount.amount.toFixed())}::numeric[],
        ${column((spend) => spend.amount.currency)}::text[], ${column((spend) => spend.reason)}::text[]) as s
    ), ${ledgerRows(db, changes.postings)}, grants as (
      update credit_grants g set remaining = g.remaining - d.amount, spent = g.spent + d.amount
      from unnest(${grants.map((each) => each.grantId)}::uuid[], ${grants.map((each) => each.amount)}::numeric[]) as d (id, amount) where g.id = d.id
    ), members as (
      update entity_members m set credit_used = m.credit_used + d.amount
      from unnest(${members.map((each) => each.entityId)}::uuid[], ${members.map((each) => each.userId)}::uuid[], ${members.map((each) => each.amount)}::numeric[])
        as d (entity_id, user_id, amount) where m.entity_id = d.entity_id and m.user_id = d.user_id
    )
    update credit_balances b set remaining = b.remaining - d.amount, spent = b.spent + d.amount
    from unnest(${entities.map((each) => each.entityId)}::uuid[], ${entities.map((each) => each.amount)}::numeric[]) as d (id, amount) where b.id = d.id`);
}
