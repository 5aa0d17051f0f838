import { FindEntityStanding } from '../../../contracts/operations/billing-operations.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { EntitySuspendedError } from './payers.errors.ts';
import { findPayer, type Payer } from './payers.query.ts';

/**
 * Throws EntitySuspendedError when the entity that would pay is suspended, and NotFoundError when one was asked for that the
 * organization does not have. An entity that may spend is known from the copy kept here; only before a refusal is billing asked,
 * so that a payment of this very moment counts. Without a copy (nobody pays yet) it is billing that decides, when it reserves.
 */
export async function requireAblePayer(
  context: RequestContext,
  question: { organizationId: Uuid; entityId: Uuid | null },
): Promise<void> {
  const payer = await findPayer(context.session, { ...question, userId: context.identity.userId });
  if (payer && !isSuspended(payer, context.clock.now())) return;
  const entityId = payer?.id ?? question.entityId;
  if (!entityId) return;
  const standing = await context.operations.call(FindEntityStanding, { entityId });
  if (!standing) throw new NotFoundError('The entity', 'entityId');
  if (standing.status === 'suspended') throw new EntitySuspendedError(standing.name);
}

function isSuspended({ status, graceEndsAt }: Payer, now: Date): boolean {
  return status === 'suspended' || (status === 'grace' && graceEndsAt !== null && graceEndsAt <= now);
}
