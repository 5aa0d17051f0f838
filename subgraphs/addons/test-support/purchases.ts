import {
  ShipmentCancelled,
  ShipmentPurchased,
  type ShipmentCancelledData,
  type ShipmentPurchasedData,
} from '../../../contracts/events/shipment-events.ts';
import type { Clock } from '../../../platform/context/clock.ts';
import type { RequestContext, RequestIdentity } from '../../../platform/context/request-context.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import type { TestTenant, TestWorld } from '../../../test/support/test-world.ts';
import { createAddon } from '../addons/create-addon.ts';
import { priceRates } from '../pricing/price-rates.ts';
import type { RatePrice } from '../pricing/rate-price.query.ts';
import { anAddon, aRate } from './addon-fixtures.ts';

/** A shipment that was bought, and at what price. */
export interface TestPurchase {
  shipmentId: string;
  price: RatePrice;
}

/** Pins rates of 100 for five minutes. */
export async function pinRates(clock: Clock, context: RequestContext, count: number, currency = 'USD'): Promise<RatePrice[]> {
  const rates = Array.from({ length: count }, () => aRate({ carrierCharge: Money.of('100', currency) }));
  return priceRates(context, {
    quoteId: newId(),
    organizationId: context.identity.organizationId!,
    expiresAt: new Date(clock.now().getTime() + 300_000),
    rates,
  });
}

export async function pinRate(clock: Clock, context: RequestContext): Promise<RatePrice> {
  return (await pinRates(clock, context, 1))[0]!;
}

/** 5 % handling of which 20 % is commission, and a folded margin of 2 % without. */
export async function createTwoAddons(staff: RequestContext, recipient: string | null = null): Promise<string[]> {
  const handling = await createAddon(
    staff,
    anAddon({ commissionEnabled: true, commissionRate: '0.2', commissionRecipient: recipient }),
  );
  const margin = await createAddon(staff, anAddon({ name: 'Margin', amount: '2', visibility: 'folded', order: 2 }));
  return [handling.id, margin.id];
}

function sharedFacts({ shipmentId, price }: TestPurchase) {
  const { quoteId, rateId, connectionId, carrierName, service, totalCharge } = price;
  const payer = { entityId: newId(), reservationId: newId() };
  return { shipmentId, quoteId, rateId, connectionId, carrierName, service, ...payer, totalCharge: totalCharge.toJSON() };
}

/** Publishes purchases as shipping does. */
export async function tellOfPurchase(
  world: TestWorld,
  tenant: TestTenant,
  organizationId: string,
  purchases: readonly TestPurchase[],
  identity: Partial<RequestIdentity> = {},
): Promise<void> {
  const shipping = world.context('shipping', { tenant, organizationId, ...identity });
  await shipping.session.transaction(async (transaction) => {
    for (const purchase of purchases) {
      const carrierCharge = purchase.price.carrierCharge.toJSON();
      const data: ShipmentPurchasedData = { ...sharedFacts(purchase), carrierCharge, trackingNumber: '9400' };
      const subject = `shipment/${purchase.shipmentId}`;
      transaction.publish(newEvent(shipping, ShipmentPurchased, { subject, organizationId, data }));
    }
  });
}

/** Publishes cancellations as shipping does. */
export async function tellOfCancellation(
  world: TestWorld,
  tenant: TestTenant,
  organizationId: string,
  purchases: readonly (TestPurchase & { purchasedAt: Date })[],
): Promise<void> {
  const shipping = world.context('shipping', { tenant, organizationId });
  await shipping.session.transaction(async (transaction) => {
    for (const purchase of purchases) {
      const data: ShipmentCancelledData = { ...sharedFacts(purchase), purchasedAt: purchase.purchasedAt.toISOString() };
      const subject = `shipment/${purchase.shipmentId}`;
      transaction.publish(newEvent(shipping, ShipmentCancelled, { subject, organizationId, data }));
    }
  });
}

/** What a tenant's purchases left in the books. */
export interface Left {
  applications: number;
  commissions: number;
  shipments: number;
  revenue: string;
  commission: string;
}

export async function leftBehind(world: TestWorld, tenant: TestTenant): Promise<Left> {
  const [row] = await world.inspect<Left>(`select (select count(*)::int from ${tenant.schema}.addon_applications) as applications,
    (select count(*)::int from ${tenant.schema}.commissions) as commissions,
    (select coalesce(sum(shipments), 0)::int from ${tenant.schema}.organization_volumes) as shipments,
    (select trim_scale(coalesce(sum(addon_revenue), 0)) from ${tenant.schema}.organization_addon_totals) as revenue,
    (select trim_scale(coalesce(sum(commission), 0)) from ${tenant.schema}.organization_addon_totals) as commission`);
  return row!;
}
