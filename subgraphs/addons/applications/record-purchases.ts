import type { Transaction } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { decimal } from '../../../platform/money/money.ts';
import { volumeMonth } from '../commission/volume-month.ts';
import type { AddonCharge } from '../pricing/price-rate.ts';
import type { RatePrice } from '../pricing/rate-price.query.ts';
import { addToVolumes, takePurchases, type NewApplication, type RecordedPurchase } from './recorded-purchase.query.ts';
import { writeApplications, type Applied, type EventMaker } from './write-applications.ts';

/** A shipment that was bought, and the price it was bought at. */
export interface Purchase {
  shipmentId: Uuid;
  rateId: Uuid;
  organizationId: Uuid;
  purchasedAt: Date;
  /** Null when the rate was never priced here: it carried no addons, but counts towards the volume. */
  price: RatePrice | null;
  toEvent: EventMaker;
}

/**
 * Records what was pinned as charged: applications, commissions, the organization's volume and sums, and the events that tell
 * of them. Each shipment is recorded once, whoever tells of its purchase, how often and however concurrently; answers those
 * that were recorded now. Every caller locks purchases, then volumes, then sums, each in order, so that no two block each other.
 */
export async function recordPurchases(transaction: Transaction, purchases: readonly Purchase[]): Promise<Set<Uuid>> {
  const { testMode } = transaction.scope;
  const distinct = [...new Map(purchases.map((purchase) => [purchase.shipmentId, purchase])).values()];
  const taken = new Set(
    await takePurchases(
      transaction,
      distinct.map((purchase) => toRecord(purchase, testMode)),
    ),
  );
  const fresh = distinct.filter((purchase) => taken.has(purchase.shipmentId));
  if (fresh.length === 0) return taken;
  await addToVolumes(transaction, volumesOf(fresh, testMode));
  await writeApplications(
    transaction,
    fresh.flatMap((purchase) => applicationsOf(purchase, testMode)),
  );
  return taken;
}

function toRecord({ shipmentId, organizationId, rateId, price, purchasedAt }: Purchase, testMode: boolean): RecordedPurchase {
  return {
    shipmentId,
    organizationId,
    testMode,
    rateId,
    currency: price?.totalCharge.currency ?? null,
    applicationCount: price?.charges.length ?? 0,
    month: volumeMonth(purchasedAt),
    createdAt: purchasedAt,
  };
}

function volumesOf(
  purchases: readonly Purchase[],
  testMode: boolean,
): { id: Uuid; organizationId: Uuid; testMode: boolean; month: string; shipments: number }[] {
  const groups = Map.groupBy(purchases, (purchase) => `${purchase.organizationId} ${volumeMonth(purchase.purchasedAt)}`);
  return [...groups.values()].map((group) => ({
    id: newId(),
    organizationId: group[0]!.organizationId,
    testMode,
    month: volumeMonth(group[0]!.purchasedAt),
    shipments: group.length,
  }));
}

function applicationsOf(purchase: Purchase, testMode: boolean): Applied[] {
  const { price } = purchase;
  return price
    ? price.charges.map((charge) => ({
        toEvent: purchase.toEvent,
        application: toApplication(purchase, price, charge, testMode),
      }))
    : [];
}

function toApplication(
  { shipmentId, organizationId, purchasedAt }: Purchase,
  price: RatePrice,
  charge: AddonCharge,
  testMode: boolean,
): NewApplication {
  const { quoteId, rateId, connectionId, carrierName, service } = price;
  const { baseAmount: _baseAmount, name, ...facts } = charge;
  return {
    ...facts,
    addonName: name,
    id: newId(),
    organizationId,
    testMode,
    shipmentId,
    quoteId,
    rateId,
    connectionId,
    carrierName,
    service,
    currency: price.totalCharge.currency,
    createdAt: purchasedAt,
    reversesId: null,
    reversesCommissionId: null,
    commissionId: decimal(charge.commissionAmount).isZero() ? null : newId(),
  };
}
