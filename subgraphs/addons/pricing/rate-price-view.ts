import { hasPermission, type RequestContext } from '../../../platform/context/request-context.ts';
import { Money } from '../../../platform/money/money.ts';
import type { AddonCharge } from './price-rate.ts';
import type { RatePrice } from './rate-price.query.ts';

/** Whether the caller sees folded addons by name. */
export function seesFolded(context: RequestContext): boolean {
  return hasPermission(context, 'manage_addons');
}

/** Whether the caller sees what the platform and others earn. */
export function seesCommission(context: RequestContext): boolean {
  return hasPermission(context, 'manage_addons') || hasPermission(context, 'view_analytics');
}

/** The addons of a price that are listed to the caller. */
export function listedCharges(context: RequestContext, price: RatePrice): AddonCharge[] {
  return seesFolded(context) ? price.charges : price.charges.filter((charge) => !charge.isFolded);
}

/** What the addons that are not listed to the caller come to: listed and folded charges always add up to the addon total. */
export function foldedCharge(context: RequestContext, price: RatePrice): Money {
  const { currency } = price.totalCharge;
  const listed = listedCharges(context, price).map((charge) => Money.of(charge.amount, currency));
  return price.addonTotal.minus(Money.sum(listed, currency));
}
