import { BigNumber } from 'bignumber.js';
import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { CommissionRuleColumns } from './commission-rule.ts';

/** A rule that a partner had until `validUntil`, which is the first instant that it does not count for. */
export interface PastRule extends CommissionRuleColumns {
  partnerId: Uuid;
  validUntil: Date;
}

/** Keeps the rule that a partner had up to now, for invoices paid before that are heard of later. */
export async function keepPastRule(
  db: Queryable,
  partner: CommissionRuleColumns & { id: Uuid; testMode: boolean },
  validUntil: Date,
): Promise<void> {
  await db.query(sql`
    insert into partner_past_rules (id, test_mode, partner_id, valid_until, commission_kind, commission_rate, commission_amount,
      commission_recurrence, commission_months)
    values (${newId()}, ${partner.testMode}, ${partner.id}, ${validUntil}, ${partner.commissionKind},
      ${partner.commissionRate?.toFixed() ?? null}, ${partner.commissionAmount?.toFixed() ?? null}, ${partner.commissionRecurrence},
      ${partner.commissionMonths})`);
}

type PastRuleRow = Omit<PastRule, 'commissionRate' | 'commissionAmount'> & {
  commissionRate: string | null;
  commissionAmount: string | null;
};

/** The rules of partners that ended after an instant, by when they ended. */
export async function findPastRules(db: Queryable, partnerIds: readonly Uuid[], after: Date): Promise<PastRule[]> {
  const rows = await db.query(sql<PastRuleRow>`
    select partner_id as "partnerId", valid_until as "validUntil", commission_kind as "commissionKind", commission_rate as "commissionRate",
      commission_amount as "commissionAmount", commission_recurrence as "commissionRecurrence", commission_months as "commissionMonths"
    from partner_past_rules where partner_id = any(${partnerIds}::uuid[]) and valid_until > ${after} order by valid_until, id`);
  return rows.map((row) => ({
    ...row,
    commissionRate: row.commissionRate === null ? null : new BigNumber(row.commissionRate),
    commissionAmount: row.commissionAmount === null ? null : new BigNumber(row.commissionAmount),
  }));
}
