import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import type { CommissionRule, CommissionTier } from './commission-rule.ts';

/** What is stored of a tenant's commission settings, as JSON carries it: decimals as text. */
export interface StoredCommissionSettings {
  defaultRate: string;
  minimumAmount: string | null;
  minimumCurrency: string | null;
  tiers: CommissionTier[];
}

/** The same with what holds for one organization. */
export interface StoredRule {
  settings: StoredCommissionSettings | null;
  overrideRate: string | null;
  monthVolume: number | null;
}

/** The tenant's commission settings as one JSON value; decimals leave as text, for inside JSON they would come back as floats. */
export const STORED_SETTINGS = sql`(select jsonb_build_object('defaultRate', trim_scale(default_rate)::text, 'minimumAmount', trim_scale(minimum_amount)::text,
          'minimumCurrency', minimum_currency, 'tiers', tiers) from commission_settings)`;

/** The tenant's commission settings; null while nothing was decided. */
export async function findStoredSettings(db: Queryable): Promise<StoredCommissionSettings | null> {
  const row = await db.first(sql<Pick<StoredRule, 'settings'>>`select ${STORED_SETTINGS} as settings`);
  return row!.settings;
}

/** The commission rules as they hold for organizations in a month; for an organization that there is not, those without agreement and volume. */
export async function findCommissionRules(
  db: Queryable,
  organizationIds: readonly Uuid[],
  month: string,
): Promise<{ organizationId: Uuid; rule: CommissionRule }[]> {
  const rows = await db.query(sql<StoredRule & { organizationId: Uuid }>`
    select asked.id as "organizationId", ${STORED_SETTINGS} as settings,
      (select trim_scale(custom_rate) from organization_commissions where organization_id = asked.id and is_override) as "overrideRate",
      (select shipments from organization_volumes where organization_id = asked.id and month = ${month}::date) as "monthVolume"
    from unnest(${organizationIds}::uuid[]) as asked (id)`);
  return rows.map(({ organizationId, ...stored }) => ({ organizationId, rule: toCommissionRule(stored) }));
}

/** The rule that stored settings, agreement and volume make. */
export function toCommissionRule({ settings, overrideRate, monthVolume }: StoredRule): CommissionRule {
  const { minimumAmount = null, minimumCurrency = null } = settings ?? {};
  return {
    overrideRate,
    tiers: settings?.tiers ?? [],
    monthVolume: monthVolume ?? 0,
    defaultRate: settings?.defaultRate ?? '0',
    minimum: minimumAmount && minimumCurrency ? Money.of(minimumAmount, minimumCurrency) : null,
  };
}
