import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { isInForce } from '../addons/addon.query.ts';
import type { CommissionRule, CommissionTier } from '../commission/commission-rule.ts';
import type { PricedAddon } from './price-rate.ts';

/** Everything by which the rates of one organization are priced at one moment. */
export interface PricingRules {
  /** In the order in which they are charged. */
  addons: PricedAddon[];
  commission: CommissionRule;
}

interface PricingRulesRow {
  addons: PricedAddon[];
  settings: { defaultRate: string; minimumAmount: string | null; minimumCurrency: string | null; tiers: CommissionTier[] } | null;
  overrideRate: string | null;
  monthVolume: number | null;
}

/** Reads the addons in force, the commission settings, the organization's override and its volume of the month, in one statement. */
export async function findPricingRules(
  db: Queryable,
  asked: { organizationId: Uuid; month: string; now: Date },
): Promise<PricingRules> {
  const { organizationId, month, now } = asked;
  // Decimals leave as text: inside JSON they would come back as floats.
  const row = await db.first(sql<PricingRulesRow>`
    select
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'version', version, 'name', name, 'surchargeType', surcharge_type,
          'amount', trim_scale(amount)::text, 'currency', currency, 'base', base, 'isFolded', visibility = 'folded', 'carriers', carriers,
          'services', services, 'carrierAccounts', carrier_accounts, 'commissionEnabled', commission_enabled,
          'commissionRate', trim_scale(commission_rate)::text, 'commissionRecipient', commission_recipient) order by sequence, id), '[]')
        from addons where ${isInForce(organizationId, now)}) as addons,
      (select jsonb_build_object('defaultRate', trim_scale(default_rate)::text, 'minimumAmount', trim_scale(minimum_amount)::text,
          'minimumCurrency', minimum_currency, 'tiers', tiers) from commission_settings) as settings,
      (select trim_scale(custom_rate) from organization_commissions where organization_id = ${organizationId} and is_override) as "overrideRate",
      (select shipments from organization_volumes where organization_id = ${organizationId} and month = ${month}::date) as "monthVolume"`);
  const { addons, settings, overrideRate, monthVolume } = row!;
  return {
    addons,
    commission: {
      overrideRate,
      tiers: settings?.tiers ?? [],
      monthVolume: monthVolume ?? 0,
      defaultRate: settings?.defaultRate ?? '0',
      minimum:
        settings?.minimumAmount && settings.minimumCurrency ? Money.of(settings.minimumAmount, settings.minimumCurrency) : null,
    },
  };
}
