import type { Migration } from '../../../platform/database/migration.ts';

const PARTNER = `nullif(current_setting('app.partner_id', true), '')::uuid`;
const OWN_COLUMN: Readonly<Record<string, string>> = {
  partners: `id = ${PARTNER}`,
  partner_accounts: `partner_id = ${PARTNER}`,
  partner_past_rules: `partner_id = ${PARTNER}`,
  partner_paid_invoices: `partner_id = ${PARTNER}`,
  partner_payouts: `partner_id = ${PARTNER}`,
  partner_commissions: `partner_id = ${PARTNER}`,
  // Lines have no partner of their own: they are as visible as their payout.
  partner_payout_lines: `exists (select from partner_payouts p where p.id = payout_id)`,
};

/** Closes to a partner's user every partner's rows but its own; everybody else is held back by the walls there are. */
export function partnerWall(version: number): Migration {
  return {
    version,
    name: 'a wall between partners',
    sql: Object.entries(OWN_COLUMN)
      .map(([table, isOwn]) => `create policy partner_wall on ${table} as restrictive using (${PARTNER} is null or ${isOwn});`)
      .join('\n'),
  };
}
