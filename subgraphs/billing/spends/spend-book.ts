import { BigNumber } from 'bignumber.js';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { CreditMoves } from '../credits/credit-moves.ts';
import { InsufficientCreditsError, KeyReusedError } from '../credits/credits.errors.ts';
import type { EntityFacts } from '../credits/movement-facts.query.ts';
import { OpenCredits } from '../credits/open-credits.ts';
import type { OpenLimits } from '../limits/open-limits.ts';
import { calendarMonth } from '../periods/calendar-month.ts';
import type { CreditSpend, SpendDraw, SpendOrder } from './credit-spend.ts';

/** What is known before a group of spends is decided on, read under the locks of its balances. */
export interface SpendFacts {
  entities: readonly EntityFacts[];
  limits: OpenLimits;
  /** Spends made earlier under one of the keys. */
  earlier: readonly CreditSpend[];
}

/** The books of the entities of a group of spends, which are decided on one after the other, as if each had come alone. */
export class SpendBook {
  readonly spends: CreditSpend[] = [];
  readonly draws: SpendDraw[] = [];
  readonly moves = new CreditMoves();
  private readonly credits: ReadonlyMap<Uuid, OpenCredits>;
  readonly limits: OpenLimits;
  private readonly known: Map<string, CreditSpend>;
  private readonly now: Date;

  constructor(facts: SpendFacts, now: Date) {
    this.credits = new Map(facts.entities.map((entity) => [entity.entityId, new OpenCredits(entity)]));
    this.limits = facts.limits;
    this.known = new Map(facts.earlier.map((spend) => [`${spend.organizationId} ${spend.key}`, spend]));
    this.now = now;
  }

  /** Makes a spend, or answers the one made earlier under its key, or the error that refuses it. */
  decide(order: SpendOrder): CreditSpend | DomainError {
    try {
      return this.spend(order);
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  private spend(order: SpendOrder): CreditSpend {
    const credits = this.credits.get(order.entityId);
    const owner = credits?.facts.organizationId;
    if (!credits || (order.organizationId !== undefined && order.organizationId !== owner))
      throw new NotFoundError('The entity', 'entityId');
    const earlier = this.known.get(`${owner} ${order.key}`);
    if (earlier) return repeated(earlier, order);
    const { entityId, userId, amount, reason, key } = order;
    const subject = this.limits.spenderOf(credits.facts, order);
    const spending = { subject, month: calendarMonth(this.now, credits.facts.timeZone).label, amount };
    credits.assertPaysIn(amount.currency);
    this.limits.assertRoom(credits.facts, subject, spending);
    if (!credits.covers(amount.amount)) throw new InsufficientCreditsError(amount, credits.available);
    const { teamId } = subject;
    const { month } = spending;
    const spend = {
      id: newId(),
      organizationId: owner!,
      entityId,
      userId,
      teamId,
      month,
      amount,
      reason,
      key,
      occurredAt: this.now,
    };
    for (const { grantId, amount: part } of credits.draw(amount.amount)) {
      const taken = new BigNumber(part);
      this.moves.move(entityId, grantId, { remaining: taken.negated(), spent: taken });
      this.draws.push({ spend, grantId, amount: part });
    }
    this.limits.use(spending);
    this.moves.use(entityId, userId, amount.amount);
    this.spends.push(spend);
    this.known.set(`${owner} ${key}`, spend);
    return spend;
  }
}

function repeated(earlier: CreditSpend, order: SpendOrder): CreditSpend {
  if (earlier.entityId !== order.entityId || !earlier.amount.equals(order.amount))
    throw new KeyReusedError('idempotencyKey', `a spend of ${earlier.amount}`);
  return earlier;
}
