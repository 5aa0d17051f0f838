import { ListPurchasedShipments, type PurchasedShipment } from '../../../contracts/operations/shipment-operations.ts';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { compareApplications, type AddonDifference } from './addon-differences.query.ts';

const PAGE_SIZE = 1_000;
const MOST_SHIPMENTS = 200_000;
const MOST_DIFFERENCES = 1_000;
const LONGEST_MS = 92 * 86_400_000;

/** What reconciling came to. */
export interface Reconciliation {
  from: Date;
  until: Date;
  shipmentCount: number;
  applicationCount: number;
  /** The first thousand. */
  differences: AddonDifference[];
  /** False when there were more shipments, or more differences, than one answer holds: go on from `until`. */
  isComplete: boolean;
}

/**
 * Compares every shipment that shipping sold in [from, until) with what was pinned for it and what was recorded of it here: every
 * application is tracked when there is no difference. Throws a ValidationError for spans that are backwards or over 92 days.
 */
export async function reconcileAddons(context: RequestContext, span: { from: Date; until: Date }): Promise<Reconciliation> {
  requireTenant(context);
  checkSpan(span);
  const result: Reconciliation = { ...span, shipmentCount: 0, applicationCount: 0, differences: [], isComplete: true };
  for (let last: PurchasedShipment | undefined; ;) {
    const after = last ? { purchasedAt: last.purchasedAt, shipmentId: last.shipmentId } : null;
    const page = await context.operations.call(ListPurchasedShipments, { ...span, after, limit: PAGE_SIZE });
    const { applicationCount, differences } = await compareApplications(context.session, page);
    result.shipmentCount += page.length;
    result.applicationCount += applicationCount;
    result.differences.push(...differences);
    last = page.at(-1);
    if (!last || page.length < PAGE_SIZE) return result;
    if (result.shipmentCount < MOST_SHIPMENTS && result.differences.length < MOST_DIFFERENCES) continue;
    const differencesTold = result.differences.slice(0, MOST_DIFFERENCES);
    return { ...result, differences: differencesTold, until: last.purchasedAt, isComplete: false };
  }
}

function checkSpan({ from, until }: { from: Date; until: Date }): void {
  if (until <= from) throw ValidationError.of('until', 'until lies after from.', 'INVALID_DATE_RANGE');
  if (until.getTime() - from.getTime() > LONGEST_MS)
    throw ValidationError.of('from', 'At most 92 days are reconciled at once.', 'DATE_RANGE_TOO_LONG');
}
