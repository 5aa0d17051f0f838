import { sql, type RawBuilder } from 'kysely';
import type { ChainedLog, ChainScope } from '../../../platform/chain/chained-log.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** The batch that a transaction was written with: its id with zeros for the last four digits. */
export function batchOf(id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`overlay((${id})::text placing '0000' from 33)::uuid`;
}

function lastOf(batchId: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`overlay((${batchId})::text placing 'ffff' from 33)::uuid`;
}

function ofChain({ tenantId, testMode }: ChainScope): RawBuilder<unknown> {
  return sql`t.tenant_id = ${tenantId}::uuid and t.test_mode = ${testMode}`;
}

/** SHA-256 of a batch in its canonical form: a line for each transaction, the text of a jsonb array of every column. */
const BATCH_HASH = sql`sha256(convert_to(string_agg(jsonb_build_array(t.tenant_id, t.test_mode, t.id, t.kind, t.cause_id, t.leg, t.organization_id, t.entity_id,
  t.debit_account, t.debit_subject_id, t.credit_account, t.credit_subject_id, t.currency, t.amount, extract(epoch from t.occurred_at))::text, E'\n' order by t.id), 'UTF8'))`;

/** The ledger as a chain of seals, a batch of transactions each. */
export const LEDGER_LOG: ChainedLog = {
  seals: 'billing.ledger_seals',
  heads: 'billing.ledger_chains',
  queue: 'billing.ledger_unsealed',
  hashOf: (chain, batchId) => sql`
    (select ${BATCH_HASH} from billing.ledger_transactions t where ${ofChain(chain)} and t.id >= ${batchId} and t.id <= ${lastOf(batchId)})`,
  entriesIn: (chain, { after, upTo }) => sql`
    select distinct ${batchOf(sql`t.id`)} as id from billing.ledger_transactions t where ${ofChain(chain)}
      ${after ? sql`and t.id > ${lastOf(sql`${after}::uuid`)}` : sql``} ${upTo ? sql`and t.id <= ${lastOf(sql`${upTo}::uuid`)}` : sql``}`,
};

/** Adds the transactions of batches to the balances of their accounts, in the transaction in which the batches are sealed. */
export async function foldBatches(db: Queryable, chain: ChainScope, batchIds: readonly Uuid[]): Promise<void> {
  // `offset 0`: each batch is a range of the index; joined, every batch would be looked for in all that the ledger has of the tenant.
  await db.query(sql`
    with folded as (
      select t.* from unnest(${batchIds}::uuid[]) as b (id)
      cross join lateral (select * from billing.ledger_transactions t where ${ofChain(chain)} and t.id >= b.id and t.id <= ${lastOf(sql`b.id`)} offset 0) as t
    ), moved as (
      select debit_account as account, debit_subject_id as subject_id, currency, entity_id, amount as debit, 0 as credit from folded
      union all select credit_account, credit_subject_id, currency, entity_id, 0, amount from folded
    )
    insert into billing.ledger_balances as b (tenant_id, test_mode, account, subject_id, currency, entity_id, debits, credits)
    select ${chain.tenantId}::uuid, ${chain.testMode}::boolean, account, subject_id, currency, entity_id, sum(debit), sum(credit)
    from moved group by account, subject_id, currency, entity_id
    on conflict (tenant_id, test_mode, account, subject_id, currency)
      do update set debits = b.debits + excluded.debits, credits = b.credits + excluded.credits`);
}
