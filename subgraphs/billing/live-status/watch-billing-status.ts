import { requireOrganization, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { liveTopic } from '../../../platform/events/live-topic.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { seesBilling } from '../caller-organization.ts';
import { NoPayingEntityError } from '../entities/entities.errors.ts';
import { defaultEntityIn } from '../entities/entities.loaders.ts';
import { BILLING_STATUS_TOPIC } from './announce-billing-status.ts';
import { findBillingStatus, type BillingStatus } from './billing-status.query.ts';

/** Wakes at once and after each change of an entity's status; refused like `presentBillingStatus`, before anything is watched. */
export async function watchBillingStatus(context: RequestContext, asked: Uuid | undefined): Promise<AsyncIterable<undefined>> {
  const { organizationId } = await presentBillingStatus(context, asked);
  const place = { tenantId: requireTenant(context).id, organizationId, testMode: context.identity.testMode };
  return context.topics.watch(liveTopic(BILLING_STATUS_TOPIC, place));
}

/** The status of an entity, of the caller's default one when none is named; throws NotFoundError for one that is not in view. */
export async function presentBillingStatus(context: RequestContext, asked: Uuid | undefined): Promise<BillingStatus> {
  const entityId = asked ?? (await defaultEntityOf(context));
  const status = seesBilling(context) ? await findBillingStatus(context.session, entityId) : undefined;
  if (!status) throw new NotFoundError('The entity', 'entityId');
  return status;
}

async function defaultEntityOf(context: RequestContext): Promise<Uuid> {
  const entity = await defaultEntityIn(context, requireOrganization(context));
  if (!entity) throw new NoPayingEntityError();
  return entity.id;
}
