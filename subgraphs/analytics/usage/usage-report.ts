import { AddonApplied, AddonReversed, CommissionEarned, CommissionReversed } from '../../../contracts/events/addon-events.ts';
import {
  CarrierRequestMade,
  UsageApiRequestMade,
  UsageShipmentCreated,
  UsageShipmentPurchased,
  UsageTrackingMade,
} from '../../../contracts/events/usage-events.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { amountsByCurrency, type Amount } from './amounts-by-currency.ts';
import { daysOf, type UsageRange } from './usage-range.ts';
import type { DailyUsage, UsageFigures } from './usage.query.ts';

/** How often something happened on a day. */
export interface CountPoint {
  date: string;
  count: number;
}

/** How often something happened on a day, and for how much. */
export interface AmountPoint extends CountPoint {
  amounts: Amount[];
}

/** Totals and daily series of an organization, or of the tenant when `organizationId` is null. */
export interface UsageReport {
  organizationId: Uuid | null;
  dateAfter: string;
  dateBefore: string;
  members: number;
  totalApiRequests: number;
  totalApiErrors: number;
  totalCarrierRequests: number;
  totalCarrierErrors: number;
  totalShipmentsCreated: number;
  totalShipments: number;
  totalTrackers: number;
  totalAddonApplications: number;
  totalShippingSpend: Amount[];
  totalAddonsCharges: Amount[];
  totalCommission: Amount[];
  apiRequests: CountPoint[];
  apiErrors: CountPoint[];
  carrierRequests: CountPoint[];
  carrierErrors: CountPoint[];
  shipmentCount: CountPoint[];
  trackerCount: CountPoint[];
  shippingSpend: AmountPoint[];
  addonsCharges: AmountPoint[];
  commissionEarned: AmountPoint[];
}

/** The report that figures make; each series has a point for every day of the range. */
export function usageReport(figures: UsageFigures, range: UsageRange, organizationId: Uuid | null): UsageReport {
  const byMetric = Map.groupBy(figures.days, (row) => row.metric);
  const rowsOf = (event: { type: string }): DailyUsage[] => byMetric.get(event.type) ?? [];
  const [requests, purchases, trackers] = [rowsOf(CarrierRequestMade), rowsOf(UsageShipmentPurchased), rowsOf(UsageTrackingMade)];
  const calls = rowsOf(UsageApiRequestMade);
  const applications = [...rowsOf(AddonApplied), ...takenOff(rowsOf(AddonReversed))];
  const commissions = [...rowsOf(CommissionEarned), ...takenOff(rowsOf(CommissionReversed))];
  const days = daysOf(range);
  return {
    organizationId,
    dateAfter: range.first,
    dateBefore: range.last,
    members: figures.members,
    totalApiRequests: eventsOf(calls),
    totalApiErrors: errorsOf(calls),
    totalCarrierRequests: eventsOf(requests),
    totalCarrierErrors: errorsOf(requests),
    totalShipmentsCreated: eventsOf(rowsOf(UsageShipmentCreated)),
    totalShipments: eventsOf(purchases),
    totalTrackers: eventsOf(trackers),
    totalAddonApplications: eventsOf(applications),
    totalShippingSpend: amountsByCurrency(purchases),
    totalAddonsCharges: amountsByCurrency(applications),
    totalCommission: amountsByCurrency(commissions),
    apiRequests: countSeries(days, calls, eventsOf),
    apiErrors: countSeries(days, calls, errorsOf),
    carrierRequests: countSeries(days, requests, eventsOf),
    carrierErrors: countSeries(days, requests, errorsOf),
    shipmentCount: countSeries(days, purchases, eventsOf),
    trackerCount: countSeries(days, trackers, eventsOf),
    shippingSpend: amountSeries(days, purchases),
    addonsCharges: amountSeries(days, applications),
    commissionEarned: amountSeries(days, commissions),
  };
}

// The amounts of reversals are negative as they are; what they take back no longer counts.
function takenOff(reversals: readonly DailyUsage[]): DailyUsage[] {
  return reversals.map((row) => ({ ...row, events: -row.events }));
}

function eventsOf(rows: readonly DailyUsage[]): number {
  return rows.reduce((sum, row) => sum + row.events, 0);
}

function errorsOf(rows: readonly DailyUsage[]): number {
  return rows.reduce((sum, row) => sum + row.errors, 0);
}

function countSeries(
  days: readonly string[],
  rows: readonly DailyUsage[],
  countOf: (rows: readonly DailyUsage[]) => number,
): CountPoint[] {
  const byDay = Map.groupBy(rows, (row) => row.day);
  return days.map((date) => ({ date, count: countOf(byDay.get(date) ?? []) }));
}

function amountSeries(days: readonly string[], rows: readonly DailyUsage[]): AmountPoint[] {
  const byDay = Map.groupBy(rows, (row) => row.day);
  return days.map((date) => ({
    date,
    count: eventsOf(byDay.get(date) ?? []),
    amounts: amountsByCurrency(byDay.get(date) ?? []),
  }));
}
