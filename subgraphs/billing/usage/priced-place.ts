import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { CurrencyMismatchError } from '../../../platform/money/money.errors.ts';
import { organizationInView } from '../caller-organization.ts';
import { findEntities } from '../entities/entity-list.query.ts';

/** For whom a price is to hold: one entity, one organization, or (neither) all of the tenant's. */
export interface AskedPlace {
  organizationId?: Uuid | null | undefined;
  entityId?: Uuid | null | undefined;
}

/**
 * The organization of the place, null for the whole tenant. Throws NotFoundError for an entity out of view, and
 * CurrencyMismatchError (on `field`) for one of another currency: entities pay in their own, so the price could never apply.
 */
export async function organizationOfPlace(
  context: RequestContext,
  transaction: Transaction,
  place: AskedPlace,
  price: { currency: string; field: string },
): Promise<Uuid | null> {
  const organizationId = organizationInView(context, place.organizationId) ?? null;
  if (!place.entityId) return organizationId;
  const [entity] = await findEntities(transaction, [place.entityId]);
  if (!entity || (organizationId !== null && entity.organizationId !== organizationId))
    throw new NotFoundError('The entity', 'entityId');
  if (entity.currency !== price.currency) throw new CurrencyMismatchError(entity.currency, price.currency, price.field);
  return entity.organizationId;
}
