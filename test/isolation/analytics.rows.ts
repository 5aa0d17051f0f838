import type { Row, Rows } from './row.ts';

const SPAN = { dateFrom: '2026-02-15', dateTo: '2026-05-15' };

/** How the operations of analytics are called. */
export const analyticsRows: Rows = {
  'Query.usage': {
    as: 'owner',
    arguments: ({ ids }) => ({ filter: { organizationId: ids.organization, dateAfter: SPAN.dateFrom, dateBefore: SPAN.dateTo } }),
  },
  'Query.carrierConnectionAnalytics': {
    as: 'owner',
    arguments: ({ ids }) => ({ carrierId: ids.connection, organizationId: ids.organization, dateRange: SPAN }),
  },
  'Query.analytics': [groupedBy('ORGANIZATION', 'CARRIER_CONNECTION'), groupedBy('ADDON')],
  'Query.marketplaceAnalytics': {
    as: 'tenantAdmin',
    arguments: () => ({ dateRange: SPAN }),
  },
  'Subscription.usageMetrics': { as: 'owner', arguments: ({ ids }) => ({ organizationId: ids.organization }) },
};

function groupedBy(...groupBy: string[]): Row {
  return {
    as: 'owner',
    arguments: ({ ids }) => ({ ...SPAN, organizationId: ids.organization, timeBucket: 'MONTH', groupBy }),
  };
}
