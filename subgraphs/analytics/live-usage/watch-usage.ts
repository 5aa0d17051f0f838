import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { liveTopic } from '../../../platform/events/live-topic.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Amount } from '../usage/amounts-by-currency.ts';
import { usageSummaryOfOrganization } from '../usage/usage-summary.loaders.ts';
import { reportedOrganization, seesEveryOrganization } from '../usage/usage-visibility.ts';
import { USAGE_TOPIC } from './usage-topic.ts';

/** The usage of an organization as of now. */
export interface UsageMetrics {
  organization: { id: Uuid };
  carrierRequests: number;
  carrierErrors: number;
  shipments: number;
  trackers: number;
  shippingSpend: Amount[];
  addonRevenue: Amount[];
  commission: Amount[];
}

/** Wakes at once and after each change of an organization's usage; refused like `presentUsage`, before anything is watched. */
export async function watchUsage(context: RequestContext, asked: Uuid | undefined): Promise<AsyncIterable<undefined>> {
  const { organization } = await presentUsage(context, asked);
  const place = {
    tenantId: requireTenant(context).id,
    organizationId: organization.id,
    testMode: context.identity.testMode,
  };
  return context.topics.watch(liveTopic(USAGE_TOPIC, place));
}

/**
 * The usage of the caller's organization, or of the one of the tenant's that staff name. Throws NotFoundError for any other,
 * ValidationError when staff name none.
 */
export async function presentUsage(context: RequestContext, asked: Uuid | undefined): Promise<UsageMetrics> {
  const organizationId = reportedOrganization(context, asked, 'organizationId');
  if (!organizationId) throw ValidationError.of('organizationId', 'Name the organization whose usage is to be shown.');
  const summary = await usageSummaryOfOrganization(context, organizationId);
  // A caller's own organization may be too new to have been heard of; any other must be one of the tenant's.
  if (!summary && seesEveryOrganization(context)) throw new NotFoundError('The organization', 'organizationId');
  return {
    organization: { id: organizationId },
    carrierRequests: summary?.carrierRequests ?? 0,
    carrierErrors: summary?.carrierErrors ?? 0,
    shipments: summary?.shipments ?? 0,
    trackers: summary?.trackers ?? 0,
    shippingSpend: summary?.shippingSpend ?? [],
    addonRevenue: summary?.addonsCharges ?? [],
    commission: summary?.commission ?? [],
  };
}
