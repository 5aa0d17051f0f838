import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { defaultEntityIn, entityById } from '../entities/entities.loaders.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { creditPositionOf } from './credits.loaders.ts';

/** A rate as the graph hands it over: ids in their public form, the total as its owner states it. */
export interface RateReference {
  id: string;
  totalCharge?: { amount: string; currency: string } | null;
  payerEntityId?: string | null;
}

/** The entity that pays for a rate: the one it names, else the caller's default; null when there is none in view. */
export async function payerOf(context: RequestContext, rate: RateReference): Promise<EntityRow | null> {
  if (rate.payerEntityId) return entityById(context, decodeId(ID_PREFIX.entity, rate.payerEntityId, 'payerEntityId'));
  const { organizationId } = context.identity;
  return organizationId ? defaultEntityIn(context, organizationId) : null;
}

/** What the paying entity can spend now minus the rate's total, below zero when credits are short; null when it cannot pay at all. */
export async function creditsAfterPurchase(context: RequestContext, rate: RateReference): Promise<Money | null> {
  const payer = await payerOf(context, rate);
  if (!payer || !rate.totalCharge || payer.status === 'suspended' || payer.currency !== rate.totalCharge.currency) return null;
  const position = await creditPositionOf(context, payer.id);
  return (
    position &&
    Money.of(position.available, position.currency).minus(Money.of(rate.totalCharge.amount, rate.totalCharge.currency))
  );
}
