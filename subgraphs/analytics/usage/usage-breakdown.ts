import type { Uuid } from '../../../platform/ids/public-id.ts';
import { amountsMoved, type Amount } from './amounts-by-currency.ts';
import type { BreakdownRow } from './usage-breakdown.query.ts';

/** What went through one carrier connection. */
export interface CarrierUsage {
  connectionId: Uuid;
  carrierName: string | null;
  requests: number;
  errors: number;
  /** Errors by requests, 0 to 1; 0 without requests. */
  errorRate: number;
  shipmentsCreated: number;
  shipments: number;
  revenue: Amount[];
  addonRevenue: Amount[];
  commissionEarned: Amount[];
}

/** What one addon brought. */
export interface AddonUsage {
  addonId: Uuid;
  addonName: string | null;
  applications: number;
  revenue: Amount[];
  commission: Amount[];
}

/** A report's figures by carrier connection and by addon, the busiest in front. */
export interface UsageBreakdown {
  carriers: CarrierUsage[];
  addons: AddonUsage[];
}

type Sum = 'requests' | 'errors' | 'shipmentsCreated' | 'shipments' | 'applications';

/** Puts together what the rows say of each connection and addon, one row a currency. */
export function usageBreakdown(rows: readonly BreakdownRow[]): UsageBreakdown {
  const groupsOf = (kind: BreakdownRow['kind']): BreakdownRow[][] => [
    ...Map.groupBy(
      rows.filter((row) => row.kind === kind),
      (row) => row.id,
    ).values(),
  ];
  return { carriers: groupsOf('connection').map(carrierUsage), addons: groupsOf('addon').map(addonUsage) };
}

function carrierUsage(rows: readonly BreakdownRow[]): CarrierUsage {
  const [requests, errors] = [sumOf(rows, 'requests'), sumOf(rows, 'errors')];
  return {
    connectionId: rows[0]!.id,
    carrierName: rows[0]!.name,
    requests,
    errors,
    errorRate: requests === 0 ? 0 : errors / requests,
    shipmentsCreated: sumOf(rows, 'shipmentsCreated'),
    shipments: sumOf(rows, 'shipments'),
    revenue: moneyOf(rows, 'revenue'),
    addonRevenue: moneyOf(rows, 'addonRevenue'),
    commissionEarned: moneyOf(rows, 'commission'),
  };
}

function addonUsage(rows: readonly BreakdownRow[]): AddonUsage {
  return {
    addonId: rows[0]!.id,
    addonName: rows[0]!.name,
    applications: sumOf(rows, 'applications'),
    revenue: moneyOf(rows, 'revenue'),
    commission: moneyOf(rows, 'commission'),
  };
}

function sumOf(rows: readonly BreakdownRow[], column: Sum): number {
  return rows.reduce((sum, row) => sum + Number(row[column]), 0);
}

// A row stands for all three sums of a currency, so one that only ever saw labels has an empty sum of addons.
function moneyOf(rows: readonly BreakdownRow[], column: 'revenue' | 'addonRevenue' | 'commission'): Amount[] {
  return amountsMoved(rows.map((row) => ({ amount: row[column], currency: row.currency })));
}
