import type { Transaction } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { addToVolumes } from './recorded-purchase.query.ts';
import { cancelPurchases, findWrittenCharges, type CancelledPurchase, type WrittenCharge } from './reversed-purchase.query.ts';
import { writeApplications, type Applied, type EventMaker } from './write-applications.ts';

/** A recorded purchase whose label was taken back. */
export interface Cancellation {
  shipmentId: Uuid;
  cancelledAt: Date;
  toEvent: EventMaker;
}

/**
 * Takes back what was charged on cancelled shipments: each application and commission by a negative one that names it, the
 * volume of the month they counted in, and the sums; what is left of a shipment is exactly nothing. Each is taken back once,
 * however often its cancellation is told. Locks in the same order as recording does: purchases, volumes, sums.
 */
export async function reversePurchases(transaction: Transaction, cancellations: readonly Cancellation[]): Promise<void> {
  const byShipment = new Map(cancellations.map((cancellation) => [cancellation.shipmentId, cancellation]));
  const cancelled = await cancelPurchases(
    transaction,
    [...byShipment.values()].map(({ shipmentId, cancelledAt }) => ({ shipmentId, cancelledAt })),
  );
  if (cancelled.length === 0) return;
  await addToVolumes(transaction, takenBack(cancelled, transaction.scope.testMode));
  const charges = await findWrittenCharges(
    transaction,
    cancelled.map(({ shipmentId }) => shipmentId),
  );
  await writeApplications(
    transaction,
    charges.map((charge) => reversal(charge, byShipment.get(charge.shipmentId)!)),
  );
}

function takenBack(
  cancelled: readonly CancelledPurchase[],
  testMode: boolean,
): { id: Uuid; organizationId: Uuid; testMode: boolean; month: string; shipments: number }[] {
  const groups = Map.groupBy(cancelled, ({ organizationId, month }) => `${organizationId} ${month}`);
  return [...groups.values()].map((group) => {
    const { organizationId, month } = group[0]!;
    return { id: newId(), organizationId, testMode, month, shipments: -group.length };
  });
}

function reversal(charge: WrittenCharge, { cancelledAt, toEvent }: Cancellation): Applied {
  const negated = (amount: string): string => Money.of(amount, charge.currency).negated().toDecimalString();
  const application = {
    ...charge,
    id: newId(),
    amount: negated(charge.amount),
    commissionAmount: negated(charge.commissionAmount),
    createdAt: cancelledAt,
    commissionId: charge.commissionId && newId(),
    reversesId: charge.id,
    reversesCommissionId: charge.commissionId,
  };
  return { application, toEvent };
}
