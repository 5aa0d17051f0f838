import { BigNumber } from 'bignumber.js';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { PendingEvent } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { CreditExhausted, CreditThresholdReached } from '../../../contracts/events/credit-events.ts';
import type { BalanceOwner, BalanceRow } from './credit-balance.query.ts';
import type { CreditMoves } from './credit-moves.ts';
import { DEFAULT_NOTICE_SHARES } from './credit-terms.ts';
import type { EntityFacts } from './movement-facts.query.ts';

/** Where notices of an entity stand. */
export interface NoticeTerms {
  currency: string;
  /** The entity's own threshold, in place of the default ones. */
  lowBalanceThreshold: string | null;
  unspentAfterGrant: string;
}

/** The amounts of unspent credits at which notices are given, the highest in front. */
export function noticeThresholds(terms: NoticeTerms): Money[] {
  if (terms.lowBalanceThreshold !== null) return [Money.of(terms.lowBalanceThreshold, terms.currency)];
  const base = Money.of(terms.unspentAfterGrant, terms.currency);
  return base.isPositive() ? DEFAULT_NOTICE_SHARES.map((share) => base.percentage(share)) : [];
}

// What most groups ask, for many entities; exact decimals without their currency.
function highestThreshold({ lowBalanceThreshold, unspentAfterGrant }: NoticeTerms): BigNumber {
  return lowBalanceThreshold === null
    ? new BigNumber(unspentAfterGrant).times(DEFAULT_NOTICE_SHARES[0])
    : new BigNumber(lowBalanceThreshold);
}

/** Credits that are not spent yet: what a reservation holds may still come back. */
export function unspentCredits(balance: Pick<BalanceRow, 'remaining' | 'reserved'>, currency: string): Money {
  return Money.of(balance.remaining, currency).plus(Money.of(balance.reserved, currency));
}

/**
 * The events of a fall in unspent credits: one for each threshold that it reaches, one when nothing is left. The balance's
 * lock puts falls in one line and unspent credits rise by grants only, so each crossing is told exactly once.
 */
export function noticesOfFall(
  context: RequestContext,
  owner: BalanceOwner,
  terms: NoticeTerms,
  fall: { before: Money; after: Money },
): PendingEvent[] {
  const { before, after } = fall;
  const reached = noticeThresholds(terms).filter((threshold) => before.compare(threshold) > 0 && after.compare(threshold) <= 0);
  const facts = { subject: `entity/${owner.entityId}`, organizationId: owner.organizationId };
  const events = reached.map((threshold) =>
    newEvent(context, CreditThresholdReached, {
      ...facts,
      data: { entityId: owner.entityId, threshold: threshold.toJSON(), balance: after.toJSON() },
    }),
  );
  if (before.isPositive() && after.isZero()) {
    events.push(newEvent(context, CreditExhausted, { ...facts, data: { entityId: owner.entityId, balance: after.toJSON() } }));
  }
  return events;
}

/** A group of movements falls as one: of each entity every threshold that the group crosses is told once, in the name of one who moved its credits. */
export function noticesOfMoves(
  entities: readonly EntityFacts[],
  moves: CreditMoves,
  contextOf: (entityId: Uuid) => RequestContext,
): PendingEvent[] {
  return entities.flatMap((entity) => {
    const moved = moves.balances.get(entity.entityId);
    const change = moved ? moved.remaining.plus(moved.reserved) : null;
    if (!change?.isLessThan(0)) return [];
    const before = unspentCredits(entity, entity.currency);
    const after = before.plus(Money.of(change, entity.currency));
    if (after.amount.isGreaterThan(highestThreshold(entity))) return [];
    return noticesOfFall(contextOf(entity.entityId), entity, entity, { before, after });
  });
}
