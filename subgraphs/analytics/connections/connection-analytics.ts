import type { Uuid } from '../../../platform/ids/public-id.ts';
import { amountsMoved, type Amount } from '../usage/amounts-by-currency.ts';
import { errorRate } from '../usage/error-rate.ts';
import type { ConnectionFigures } from './connection-figures.query.ts';

/** What went through one organization's carrier connection. */
export interface ConnectionAnalytics {
  carrierId: Uuid;
  carrierName: string | null;
  organizationId: Uuid;
  apiRequests: number;
  apiErrors: number;
  errorRate: string;
  shipmentsCreated: number;
  shipmentsPurchased: number;
  totalRevenue: Amount[];
  addonRevenue: Amount[];
  commissionEarned: Amount[];
}

/** Puts together what the rows say of each connection, one row a currency; the order of connections stays. */
export function connectionAnalytics(figures: readonly ConnectionFigures[]): ConnectionAnalytics[] {
  return [...Map.groupBy(figures, (row) => `${row.organizationId} ${row.connectionId}`).values()].map(analyticsOf);
}

function analyticsOf(rows: readonly ConnectionFigures[]): ConnectionAnalytics {
  const sumOf = (column: 'requests' | 'errors' | 'shipmentsCreated' | 'shipments'): number =>
    rows.reduce((sum, row) => sum + Number(row[column]), 0);
  const moneyOf = (column: 'revenue' | 'addonRevenue' | 'commission'): Amount[] =>
    amountsMoved(rows.map((row) => ({ amount: row[column], currency: row.currency })));
  const [first, apiRequests, apiErrors] = [rows[0]!, sumOf('requests'), sumOf('errors')];
  return {
    carrierId: first.connectionId,
    carrierName: first.carrier,
    organizationId: first.organizationId,
    apiRequests,
    apiErrors,
    errorRate: errorRate(apiErrors, apiRequests),
    shipmentsCreated: sumOf('shipmentsCreated'),
    shipmentsPurchased: sumOf('shipments'),
    totalRevenue: moneyOf('revenue'),
    addonRevenue: moneyOf('addonRevenue'),
    commissionEarned: moneyOf('commission'),
  };
}
