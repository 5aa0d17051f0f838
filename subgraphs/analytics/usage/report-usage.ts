import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { usageBreakdown, type UsageBreakdown } from './usage-breakdown.ts';
import { readUsageBreakdown } from './usage-breakdown.query.ts';
import { usageRange } from './usage-range.ts';
import { usageReport, type UsageReport } from './usage-report.ts';
import { reportedOrganization, seesEveryOrganization } from './usage-visibility.ts';
import { readUsage, type UsageScope } from './usage.query.ts';

/** Whose usage, of which days. */
export interface ReportUsage {
  organizationId?: Uuid | undefined;
  dateAfter?: string | null | undefined;
  dateBefore?: string | null | undefined;
}

/** A report whose breakdown is read when it is asked for, once. */
export interface ReadableUsageReport extends UsageReport {
  readBreakdown: () => Promise<UsageBreakdown>;
}

/** The usage of the caller's organization, of one of the tenant's, or of the tenant as a whole. */
export async function reportUsage(context: RequestContext, asked: ReportUsage): Promise<ReadableUsageReport> {
  const range = usageRange({ first: asked.dateAfter, last: asked.dateBefore, field: 'filter.dateAfter' }, context.clock.now());
  const organizationId = reportedOrganization(context, asked.organizationId);
  const scope: UsageScope = {
    tenantId: requireTenant(context).id,
    testMode: context.identity.testMode,
    organizationId,
    ...range,
  };
  const figures = await readUsage(context.session, scope);
  // A caller's own organization may be too new to have been heard of; any other must be one of the tenant's.
  if (organizationId && !figures.isKnown && seesEveryOrganization(context))
    throw new NotFoundError('The organization', 'filter.organizationId');
  let breakdown: Promise<UsageBreakdown> | undefined;
  return {
    ...usageReport(figures, range, organizationId),
    readBreakdown: () => (breakdown ??= readUsageBreakdown(context.session, scope).then(usageBreakdown)),
  };
}
