import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { assertOrganizationExists } from '../caller-organization.ts';
import { checkName } from '../meters/meter-texts.ts';
import { organizationOfPlace, type AskedPlace } from '../usage/priced-place.ts';
import { checkPrices, type AskedPrice } from './check-prices.ts';
import { findOverlapping, insertPrices, insertRateCard, type CardPlace } from './rate-card.query.ts';
import type { RateCard } from './rate-card.ts';
import { RateCardOverlapError } from './rate-cards.errors.ts';

/** What a new rate card is. */
export interface CreateRateCard extends AskedPlace, CardTerms {
  currency: string;
}

/** What a card charges, and when. */
export interface CardTerms {
  name: string;
  /** At once unless given; never in the past. */
  effectiveFrom?: Date | null | undefined;
  /** Without end unless given. */
  effectiveUntil?: Date | null | undefined;
  prices: readonly AskedPrice[];
}

/** Makes a rate card for a time in which its place has none in its currency; throws RateCardOverlapError otherwise. */
export async function createRateCard(context: RequestContext, command: CreateRateCard): Promise<RateCard> {
  if (command.organizationId && !command.entityId) await assertOrganizationExists(context, command.organizationId);
  const { currency, entityId = null } = command;
  return context.session.transaction(async (transaction) => {
    const organizationId = await organizationOfPlace(context, transaction, command, { currency, field: 'currency' });
    return writeCard(context, transaction, { organizationId, entityId, currency }, command);
  });
}

/** Writes the next card of a place with its prices and its audit entry. */
export async function writeCard(
  context: RequestContext,
  transaction: Transaction,
  place: CardPlace,
  terms: CardTerms,
): Promise<RateCard> {
  const span = checkSpan(terms, context.clock.now());
  const overlapping = await findOverlapping(transaction, place, span);
  if (overlapping) throw new RateCardOverlapError(overlapping.version);
  const id: Uuid = newId();
  const prices = await checkPrices(transaction, id, terms.prices, place.currency);
  const card = await insertRateCard(transaction, {
    ...place,
    id,
    name: checkName(terms.name),
    effectiveFrom: span.from,
    effectiveUntil: span.until,
    createdAt: context.clock.now(),
    actor: context.identity.actor,
  });
  await insertPrices(transaction, card, prices);
  transaction.audit({
    action: 'rate_card.created',
    resourceType: 'rate_card',
    resourceId: id,
    organizationId: place.organizationId,
    after: { ...card, prices },
    ...auditFacts(context),
  });
  return card;
}

function checkSpan(terms: CardTerms, now: Date): { from: Date; until: Date | null } {
  const [from, until] = [terms.effectiveFrom ?? now, terms.effectiveUntil ?? null];
  if (from < now)
    throw ValidationError.of(
      'effectiveFrom',
      'A rate card takes effect now or later: what was used before has its price already.',
    );
  if (until !== null && until <= from) throw ValidationError.of('effectiveUntil', 'A rate card ends after it has taken effect.');
  return { from, until };
}
