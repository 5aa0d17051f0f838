import { AddonApplied, CommissionEarned, OrganizationAddonTotalUpdated } from '../../../contracts/events/addon-events.ts';
import type { EventDefinition } from '../../../contracts/events/envelope.ts';
import type { PendingEvent, Transaction } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { decimal, Money } from '../../../platform/money/money.ts';
import { volumeMonth } from '../commission/volume-month.ts';
import type { AddonCharge } from '../pricing/price-rate.ts';
import type { RatePrice } from '../pricing/rate-price.query.ts';
import {
  addToTotals,
  addToVolumes,
  insertApplications,
  takePurchases,
  type AddonTotals,
  type NewApplication,
  type RecordedPurchase,
} from './recorded-purchase.query.ts';

/** Makes an event of the request or event that told of a purchase. */
export type EventMaker = <Data>(
  type: EventDefinition<Data>,
  facts: { subject: string; organizationId: Uuid; data: Data },
) => PendingEvent;

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
  const applied = fresh.flatMap((purchase) => applicationsOf(purchase, testMode));
  if (applied.length === 0) return taken;
  await insertApplications(
    transaction,
    applied.map(({ application }) => application),
  );
  const totals = await addToTotals(
    transaction,
    totalsOf(
      applied.map(({ application }) => application),
      testMode,
    ),
  );
  transaction.publish(...applied.flatMap(applicationEvents), ...totals.map((total) => totalEvent(total, fresh)));
  return taken;
}

interface Applied {
  purchase: Purchase;
  application: NewApplication;
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
    ? price.charges.map((charge) => ({ purchase, application: toApplication(purchase, price, charge, testMode) }))
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
    commissionId: decimal(charge.commissionAmount).isZero() ? null : newId(),
  };
}

function totalsOf(applications: readonly NewApplication[], testMode: boolean): (AddonTotals & { id: Uuid; testMode: boolean })[] {
  const groups = Map.groupBy(applications, (application) => `${application.organizationId} ${application.currency}`);
  return [...groups.values()].map((group) => {
    const { organizationId, currency } = group[0]!;
    return {
      id: newId(),
      organizationId,
      testMode,
      currency,
      addonRevenue: Money.sum(
        group.map((each) => Money.of(each.amount, currency)),
        currency,
      ).toDecimalString(),
      commission: Money.sum(
        group.map((each) => Money.of(each.commissionAmount, currency)),
        currency,
      ).toDecimalString(),
      applications: group.length,
    };
  });
}

function applicationEvents({ purchase, application }: Applied): PendingEvent[] {
  const { id: applicationId, addonId, addonName, shipmentId, connectionId, carrierName, organizationId, currency } = application;
  const place = { subject: `shipment/${shipmentId}`, organizationId };
  const amount = { amount: application.amount, currency };
  const commissionAmount = { amount: application.commissionAmount, currency };
  const shared = { applicationId, addonId, addonName, shipmentId, connectionId, carrierName };
  const applied = purchase.toEvent(AddonApplied, {
    ...place,
    data: { ...shared, addonType: application.surchargeType, amount, commissionAmount, service: application.service },
  });
  if (!application.commissionId) return [applied];
  const earned = purchase.toEvent(CommissionEarned, {
    ...place,
    data: {
      ...shared,
      commissionId: application.commissionId,
      amount: commissionAmount,
      baseAmount: amount,
      rate: application.commissionRate!,
      recipientOrganizationId: application.recipient,
    },
  });
  return [applied, earned];
}

// Several purchases of one organization in a batch move its sums once: the last of them is named as the cause.
function totalEvent(
  { organizationId, currency, addonRevenue, commission, applications }: AddonTotals,
  purchases: readonly Purchase[],
): PendingEvent {
  const cause = purchases.findLast(
    (purchase) => purchase.organizationId === organizationId && purchase.price?.totalCharge.currency === currency,
  )!;
  return cause.toEvent(OrganizationAddonTotalUpdated, {
    subject: `organization/${organizationId}`,
    organizationId,
    data: {
      organizationId,
      totalAddonRevenue: Money.of(addonRevenue, currency).toJSON(),
      totalCommission: Money.of(commission, currency).toJSON(),
      applications,
    },
  });
}
