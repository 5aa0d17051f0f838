import {
  AddonApplied,
  AddonReversed,
  CommissionEarned,
  CommissionReversed,
  OrganizationAddonTotalUpdated,
} from '../../../contracts/events/addon-events.ts';
import type { EventDefinition } from '../../../contracts/events/envelope.ts';
import type { PendingEvent, Transaction } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { addToTotals, insertApplications, type AddonTotals, type NewApplication } from './recorded-purchase.query.ts';

/** Makes an event of the request or event that told of a purchase or its cancellation. */
export type EventMaker = <Data>(
  type: EventDefinition<Data>,
  facts: { subject: string; organizationId: Uuid; data: Data },
) => PendingEvent;

/** An application that is to be written, and how events about it are made. */
export interface Applied {
  application: NewApplication;
  toEvent: EventMaker;
}

/** Writes applications, charges and reversals alike, with their commissions, moves the organizations' sums and tells of all of it. */
export async function writeApplications(transaction: Transaction, applied: readonly Applied[]): Promise<void> {
  if (applied.length === 0) return;
  const applications = applied.map(({ application }) => application);
  await insertApplications(transaction, applications);
  const totals = await addToTotals(transaction, totalsOf(applications, transaction.scope.testMode));
  transaction.publish(...applied.flatMap(applicationEvents), ...totals.map((total) => totalEvent(total, applied)));
}

function totalsOf(applications: readonly NewApplication[], testMode: boolean): (AddonTotals & { id: Uuid; testMode: boolean })[] {
  const groups = Map.groupBy(applications, (application) => `${application.organizationId} ${application.currency}`);
  return [...groups.values()].map((group) => {
    const { organizationId, currency } = group[0]!;
    const sumOf = (amountOf: (application: NewApplication) => string): string =>
      Money.sum(
        group.map((each) => Money.of(amountOf(each), currency)),
        currency,
      ).toDecimalString();
    return {
      id: newId(),
      organizationId,
      testMode,
      currency,
      addonRevenue: sumOf((each) => each.amount),
      commission: sumOf((each) => each.commissionAmount),
      applications: group.reduce((count, each) => count + (each.reversesId ? -1 : 1), 0),
    };
  });
}

function applicationEvents({ toEvent, application }: Applied): PendingEvent[] {
  const { id: applicationId, addonId, addonName, shipmentId, connectionId, carrierName, organizationId, currency } = application;
  const place = { subject: `shipment/${shipmentId}`, organizationId };
  const amount = { amount: application.amount, currency };
  const commissionAmount = { amount: application.commissionAmount, currency };
  const shared = { applicationId, addonId, addonName, shipmentId, connectionId, carrierName };
  const { surchargeType: addonType, service, reversesId, commissionId, reversesCommissionId } = application;
  const applied = { ...shared, addonType, amount, commissionAmount, service };
  const events = reversesId
    ? [toEvent(AddonReversed, { ...place, data: { ...applied, reversesId } })]
    : [toEvent(AddonApplied, { ...place, data: applied })];
  if (!commissionId) return events;
  const { commissionRate: rate, recipient: recipientOrganizationId } = application;
  const earned = { ...shared, commissionId, amount: commissionAmount, baseAmount: amount, rate: rate!, recipientOrganizationId };
  const commission = reversesCommissionId
    ? toEvent(CommissionReversed, { ...place, data: { ...earned, reversesId: reversesCommissionId } })
    : toEvent(CommissionEarned, { ...place, data: earned });
  return [...events, commission];
}

// Several purchases of one organization in a batch move its sums once: the last of them is named as the cause.
function totalEvent(
  { organizationId, currency, addonRevenue, commission, applications }: AddonTotals,
  applied: readonly Applied[],
): PendingEvent {
  const cause = applied.findLast(
    ({ application }) => application.organizationId === organizationId && application.currency === currency,
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
