import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { PostingKind } from './ledger-posting.ts';
import { ledgerInScope } from './ledger-scope.query.ts';
import { newBatchId } from './ledger-write.query.ts';

/** What takes back what: all transactions of a kind and cause, as another kind and cause. */
export interface LedgerReversal {
  reverses: { kind: PostingKind; causeId: Uuid };
  as: { kind: PostingKind; causeId: Uuid };
  occurredAt: Date;
}

/** Takes back what was posted for a fact, by transactions with the sides exchanged; nothing, when nothing was posted for it. Once. */
export async function reverseInLedger(db: ScopedQueryable, { reverses, as, occurredAt }: LedgerReversal): Promise<void> {
  const batchId = newBatchId();
  await db.query(sql`
    with reversed as (
      insert into billing.ledger_transactions (tenant_id, test_mode, id, kind, cause_id, leg, organization_id, entity_id, debit_account, debit_subject_id,
        credit_account, credit_subject_id, currency, amount, occurred_at)
      select t.tenant_id, t.test_mode, overlay(${batchId}::text placing lpad(to_hex(row_number() over (order by t.leg) - 1), 4, '0') from 33)::uuid,
        ${as.kind}, ${as.causeId}::uuid, t.leg, t.organization_id, t.entity_id, t.credit_account, t.credit_subject_id, t.debit_account, t.debit_subject_id,
        t.currency, t.amount, ${occurredAt}::timestamptz
      from billing.ledger_transactions t
      where ${ledgerInScope(db, 't')} and t.cause_id = ${reverses.causeId}::uuid and t.kind = ${reverses.kind}
      on conflict (tenant_id, test_mode, cause_id, kind, leg) do nothing returning id
    )
    insert into billing.ledger_unsealed (tenant_id, test_mode, entry_id)
    select ${db.scope.tenant!.id}::uuid, ${db.scope.testMode}::boolean, ${batchId}::uuid where exists (select from reversed)`);
}
