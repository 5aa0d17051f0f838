import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { loadRatePrice } from '../pricing/pricing.loaders.ts';
import type { AddonApplication } from './addon-application.query.ts';
import { loadAddonApplications, loadRecordedPurchase } from './applications.loaders.ts';

/** Where the money of a shipment goes: carrier cost + addon total = total charge; net = addon total - commission. */
export interface ShipmentMargin {
  carrierCost: Money;
  addonTotal: Money;
  totalCharge: Money;
  commission: Money;
  net: Money;
}

/** The margin of a bought shipment; null when it was not bought, or at a price that addons never pinned. */
export async function shipmentMargin(context: RequestContext, shipmentId: Uuid): Promise<ShipmentMargin | null> {
  const [purchase, applications] = await Promise.all([
    loadRecordedPurchase(context, shipmentId),
    loadAddonApplications(context, shipmentId),
  ]);
  const price = purchase && (await loadRatePrice(context, purchase.rateId));
  if (!price) return null;
  const { currency } = price.totalCharge;
  const sumOf = (amountOf: (application: AddonApplication) => string): Money =>
    Money.sum(
      applications.map((application) => Money.of(amountOf(application), currency)),
      currency,
    );
  const carrierCost = purchase.cancelledAt ? Money.zero(currency) : price.carrierCharge;
  const [addonTotal, commission] = [sumOf(({ amount }) => amount), sumOf(({ commissionAmount }) => commissionAmount)];
  return { carrierCost, addonTotal, totalCharge: carrierCost.plus(addonTotal), commission, net: addonTotal.minus(commission) };
}
