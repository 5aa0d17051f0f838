import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { rowLimit } from '../usage/row-limit.ts';
import { usageRange, type AskedRange } from '../usage/usage-range.ts';
import { reportedOrganization, seesEveryOrganization } from '../usage/usage-visibility.ts';
import { connectionAnalytics, type ConnectionAnalytics } from './connection-analytics.ts';
import { readConnectionFigures } from './connection-figures.query.ts';

const MOST_CONNECTIONS = 1_000;

/** Which connections, of which days. */
export interface ReportConnections {
  organizationId: Uuid | undefined;
  connectionId: Uuid | undefined;
  range: AskedRange;
  limit: number;
}

/** The connections of the caller's organization, of one of the tenant's, or of all of them; the busiest in front. */
export async function reportConnections(context: RequestContext, asked: ReportConnections): Promise<ConnectionAnalytics[]> {
  const range = usageRange(asked.range, context.clock.now());
  const limit = rowLimit(asked.limit, MOST_CONNECTIONS);
  const organizationId = reportedOrganization(context, asked.organizationId, 'organizationId');
  const { isKnown, figures } = await readConnectionFigures(
    context.session,
    {
      tenantId: requireTenant(context).id,
      testMode: context.identity.testMode,
      organizationId,
      connectionId: asked.connectionId ?? null,
      eventTypes: null,
      ...range,
    },
    { limit },
  );
  // A caller's own organization may be too new to have been heard of; any other must be one of the tenant's.
  if (!isKnown && seesEveryOrganization(context)) throw new NotFoundError('The organization', 'organizationId');
  return connectionAnalytics(figures);
}
