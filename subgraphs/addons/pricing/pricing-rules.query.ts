import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { isInForce } from '../addons/addon.query.ts';
import { STORED_SETTINGS, toCommissionRule, type StoredRule } from '../commission/commission-rule.query.ts';
import type { CommissionRule } from '../commission/commission-rule.ts';
import type { PricedAddon } from './price-rate.ts';

/** Everything by which the rates of one organization are priced at one moment. */
export interface PricingRules {
  /** In the order in which they are charged. */
  addons: PricedAddon[];
  commission: CommissionRule;
}

/** Reads the addons in force, the commission settings, the organization's override and its volume of the month, in one statement. */
export async function findPricingRules(
  db: Queryable,
  asked: { organizationId: Uuid; month: string; now: Date },
): Promise<PricingRules> {
  const { organizationId, month, now } = asked;
  // Decimals leave as text: inside JSON they would come back as floats.
  const row = await db.first(sql<{ addons: PricedAddon[] } & StoredRule>`
    select
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'version', version, 'name', name, 'surchargeType', surcharge_type,
          'amount', trim_scale(amount)::text, 'currency', currency, 'base', base, 'isFolded', visibility = 'folded', 'carriers', carriers,
          'services', services, 'carrierAccounts', carrier_accounts, 'commissionEnabled', commission_enabled,
          'commissionRate', trim_scale(commission_rate)::text, 'commissionRecipient', commission_recipient) order by sequence, id), '[]')
        from addons where ${isInForce(organizationId, now)}) as addons,
      ${STORED_SETTINGS} as settings,
      (select trim_scale(custom_rate) from organization_commissions where organization_id = ${organizationId} and is_override) as "overrideRate",
      (select shipments from organization_volumes where organization_id = ${organizationId} and month = ${month}::date) as "monthVolume"`);
  const { addons, ...stored } = row!;
  return { addons, commission: toCommissionRule(stored) };
}
