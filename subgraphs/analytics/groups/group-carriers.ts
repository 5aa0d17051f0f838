import type { Queryable } from '../../../platform/database/session.ts';
import { connectionAnalytics, type ConnectionAnalytics } from '../connections/connection-analytics.ts';
import {
  readConnectionFigures,
  type ConnectionFigures,
  type ConnectionGrouping,
} from '../connections/connection-figures.query.ts';
import type { GroupKey } from './analytics-group.ts';
import type { GroupScope } from './group-figures.query.ts';

const MOST_CONNECTIONS = 100;

/** The connections of all groups in one statement, the 100 busiest of each; null when groups are no sums of connections. */
export async function readGroupCarriers(
  db: Queryable,
  scope: GroupScope,
  groups: readonly { key: GroupKey }[],
): Promise<ConnectionFigures[] | null> {
  if (scope.groupBy.includes('addon_id') || scope.groupBy.includes('metric')) return null;
  const groupedBy = scope.groupBy.filter(
    (dimension): dimension is ConnectionGrouping => dimension !== 'metric' && dimension !== 'addon_id',
  );
  const organizationIds = groupedBy.includes('organization_id') ? groups.map(({ key }) => key.organization_id!) : null;
  return (await readConnectionFigures(db, { ...scope, organizationIds }, { limit: MOST_CONNECTIONS, groupedBy })).figures;
}

/** Those of the connections that belong to a group. */
export function carriersOf(
  key: GroupKey,
  groupBy: GroupScope['groupBy'],
  figures: readonly ConnectionFigures[],
): ConnectionAnalytics[] {
  const isAlike = (row: ConnectionFigures): boolean =>
    (!groupBy.includes('organization_id') || row.organizationId === key.organization_id) &&
    (!groupBy.includes('connection_id') || row.connectionId === key.connection_id) &&
    (!groupBy.includes('carrier') || row.carrier === key.carrier);
  return connectionAnalytics(figures.filter(isAlike));
}
