import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import type { Money } from '../../../platform/money/money.ts';
import type { AddonRecord } from '../addons/addon.query.ts';
import { findCommissionRules } from '../commission/commission-rule.query.ts';
import { commissionOn } from '../commission/commission-rule.ts';
import { volumeMonth } from '../commission/volume-month.ts';
import { chargeOf } from './price-rate.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';

const loadCommissionRule = defineLoader(
  (context: RequestContext, organizationIds) =>
    findCommissionRules(context.session, organizationIds, volumeMonth(context.clock.now())),
  (found) => found.organizationId,
);

/**
 * The commission in an addon on a carrier charge, by the rules of now: for an organization with its agreed rate and volume, or for
 * nobody. A percentage of the running total is taken of the carrier charge alone. Null when it earns none or has another currency.
 */
export async function commissionPreview(
  context: RequestContext,
  asked: { addon: AddonRecord; carrierCharge: Money; organizationId: Uuid | null },
): Promise<Money | null> {
  requireTenant(context);
  const { addon, carrierCharge, organizationId } = asked;
  if (addon.currency && addon.currency !== carrierCharge.currency) return null;
  const found = await loadCommissionRule(context, organizationId ?? NOBODY);
  return found && (commissionOn(chargeOf(addon, carrierCharge), addon, found.rule)?.amount ?? null);
}
