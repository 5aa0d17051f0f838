import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { BalanceOwner, BalanceRow } from '../credits/credit-balance.query.ts';
import { BALANCE_COLUMNS } from '../credits/credit-balance.query.ts';
import type { CreditGrant } from '../credits/grant.query.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** Credits that went from one entity to another of the organization. */
export interface CreditTransfer {
  id: Uuid;
  organizationId: Uuid;
  fromEntityId: Uuid;
  toEntityId: Uuid;
  amount: string;
  currency: string;
  idempotencyKey: string;
  createdAt: Date;
}

/** The transfer made earlier under the key in the organization. */
export async function findTransferByKey(
  db: ScopedQueryable,
  organizationId: Uuid,
  key: string,
): Promise<CreditTransfer | undefined> {
  return db.first(sql<CreditTransfer>`
    select t.id, t.organization_id as "organizationId", t.from_entity_id as "fromEntityId", t.to_entity_id as "toEntityId", t.amount, t.currency,
      t.idempotency_key as "idempotencyKey", t.created_at as "createdAt"
    from credit_transfers t where t.organization_id = ${organizationId} and t.idempotency_key = ${key} and ${inScope(db, 't')}`);
}

/** Writes a transfer. */
export async function insertTransfer(db: ScopedQueryable, transfer: CreditTransfer): Promise<void> {
  await db.query(sql`
    insert into credit_transfers (id, organization_id, test_mode, from_entity_id, to_entity_id, amount, currency, idempotency_key, created_at)
    values (${transfer.id}, ${transfer.organizationId}, ${db.scope.testMode}, ${transfer.fromEntityId}, ${transfer.toEntityId}, ${transfer.amount}, ${transfer.currency},
      ${transfer.idempotencyKey}, ${transfer.createdAt})`);
}

/** What a transfer took of a grant, on whose terms it goes on. */
export interface TransferredPart extends Pick<CreditGrant, 'kind' | 'priority' | 'effectiveAt' | 'expiresAt'> {
  grantId: Uuid;
  amount: string;
}

/** Takes an amount out of the grants that can be spent, in burn-down order, and out of the balance, which is answered with the parts. */
export async function takeForTransfer(
  db: ScopedQueryable,
  owner: BalanceOwner,
  { amount, now }: { amount: string; now: Date },
): Promise<BalanceRow & { parts: TransferredPart[] }> {
  const parts = await db.query(sql<TransferredPart>`
    with spendable as (
      select g.*, row_number() over burn_down as position, sum(g.remaining) over burn_down - g.remaining as before
      from credit_grants g
      where g.entity_id = ${owner.entityId} and g.has_left and g.effective_at <= ${now} and g.expires_at > ${now} and ${inScope(db, 'g')}
      window burn_down as (order by g.priority, g.expires_at, g.created_at, g.id rows unbounded preceding)
    ), taken as (
      select *, least(remaining, ${amount}::numeric - before) as part from spendable where before < ${amount}::numeric
    ), grants as (
      update credit_grants g set remaining = g.remaining - t.part, transferred = g.transferred + t.part from taken t where g.id = t.id and g.entity_id = ${owner.entityId}
    )
    select id as "grantId", part as amount, kind, priority, effective_at as "effectiveAt", expires_at as "expiresAt" from taken order by position`);
  const balance = await db.first(sql<BalanceRow>`
    update credit_balances b set remaining = b.remaining - ${amount}::numeric, transferred = b.transferred + ${amount}::numeric
    where b.id = ${owner.entityId} returning ${BALANCE_COLUMNS}`);
  return { ...balance!, parts };
}
