import type { Client } from 'pg';
import { newId } from '../../platform/ids/public-id.ts';

const BATCH_SIZE = 100;

// The columns of a spend and of its ledger transaction, and nothing decided: what the database alone can take in.
const INSERT = `
  with spent as (
    insert into billing.credit_spends (tenant_id, test_mode, organization_id, key, id, entity_id, user_id, amount, currency, reason, occurred_at)
    select $1, true, $2, key, id, $3, null, 0.01, 'USD', 'raw', now() from unnest($4::text[], $5::uuid[]) as s (key, id)
  )
  insert into billing.ledger_transactions (tenant_id, test_mode, id, kind, cause_id, leg, organization_id, entity_id, debit_account, debit_subject_id, credit_account,
    credit_subject_id, currency, amount, occurred_at)
  select $1, true, t.id, 'credits.spent', t.cause_id, 1, $2, $3, 'credits', $2, 'revenue', $3, 'USD', 0.01, now() from unnest($6::uuid[], $5::uuid[]) as t (id, cause_id)`;

/** How many spends a second are inserted past the application, a hundred a commit on one connection; takes its rows out again. */
export async function insertRawSpends(
  owner: Client,
  place: { tenantId: string; organizationId: string; seconds: number },
): Promise<number> {
  const { tenantId, organizationId, seconds } = place;
  const startedAt = performance.now();
  let inserted = 0;
  while (performance.now() - startedAt < seconds * 1000) {
    const ids = (): string[] => Array.from({ length: BATCH_SIZE }, newId);
    const values = [tenantId, organizationId, organizationId, ids(), ids(), ids()];
    await owner.query({ name: 'raw spends', text: INSERT, values });
    inserted += BATCH_SIZE;
  }
  const perSecond = inserted / ((performance.now() - startedAt) / 1000);
  for (const table of ['credit_spends', 'ledger_transactions'])
    await owner.query(`delete from billing.${table} where tenant_id = $1 and test_mode`, [tenantId]);
  return perSecond;
}
