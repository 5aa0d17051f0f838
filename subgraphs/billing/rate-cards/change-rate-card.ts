import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { writeCard, type CardTerms } from './create-rate-card.ts';
import { lockRateCard, saveEnd } from './rate-card.query.ts';
import type { RateCard } from './rate-card.ts';
import { RateCardEndedError } from './rate-cards.errors.ts';

/** What follows a card: other prices at the same place in the same currency. */
export interface ReviseRateCard extends Omit<CardTerms, 'name'> {
  rateCardId: Uuid;
  /** The name of the card that it follows, unless given. */
  name?: string | null | undefined;
}

/** Ends a card where its next version takes effect, in one step; what was recorded before keeps its price. */
export async function reviseRateCard(context: RequestContext, command: ReviseRateCard): Promise<RateCard> {
  return context.session.transaction(async (transaction) => {
    const effectiveFrom = command.effectiveFrom ?? context.clock.now();
    const before = await endCard(context, transaction, command.rateCardId, effectiveFrom, 'effectiveFrom');
    return writeCard(context, transaction, before, { ...command, effectiveFrom, name: command.name ?? before.name });
  });
}

/** Ends a card at an instant, now unless given; after that its place has none until another one takes effect. */
export async function endRateCard(
  context: RequestContext,
  command: { rateCardId: Uuid; effectiveUntil?: Date | null | undefined },
): Promise<RateCard> {
  return context.session.transaction((transaction) =>
    endCard(context, transaction, command.rateCardId, command.effectiveUntil ?? context.clock.now(), 'effectiveUntil'),
  );
}

async function endCard(
  context: RequestContext,
  transaction: Transaction,
  rateCardId: Uuid,
  end: Date,
  field: 'effectiveFrom' | 'effectiveUntil',
): Promise<RateCard> {
  const before = await lockRateCard(transaction, rateCardId);
  if (!before) throw new NotFoundError('The rate card', 'rateCardId');
  const own = context.identity.organizationId;
  if (own !== null && before.organizationId !== own) throw new NotFoundError('The rate card', 'rateCardId');
  if (end < context.clock.now())
    throw ValidationError.of(field, 'A rate card ends now or later: what was used before has its price already.');
  if (before.effectiveUntil && before.effectiveUntil <= end) throw new RateCardEndedError();
  // A card that has not taken effect yet never does: it ends where it begins.
  const after = await saveEnd(transaction, rateCardId, end < before.effectiveFrom ? before.effectiveFrom : end);
  transaction.audit({
    action: 'rate_card.ended',
    resourceType: 'rate_card',
    resourceId: rateCardId,
    organizationId: before.organizationId,
    before: { effectiveUntil: before.effectiveUntil },
    after: { effectiveUntil: after.effectiveUntil },
    ...auditFacts(context),
  });
  return after;
}
