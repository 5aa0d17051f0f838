import { BigNumber } from 'bignumber.js';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { CreditMoves } from '../credits/credit-moves.ts';
import { InsufficientCreditsError, KeyReusedError } from '../credits/credits.errors.ts';
import type { EntityFacts, MemberFacts } from '../credits/movement-facts.query.ts';
import { OpenCredits } from '../credits/open-credits.ts';
import { OpenLimits } from '../credits/open-limits.ts';
import type { CreditSpend, SpendDraw, SpendOrder } from './credit-spend.ts';

/** What is known before a group of spends is decided on, read under the locks of its balances. */
export interface SpendFacts {
  entities: readonly EntityFacts[];
  members: readonly MemberFacts[];
  /** Spends made earlier under one of the keys. */
  earlier: readonly CreditSpend[];
}

/** The books of the entities of a group of spends, which are decided on one after the other, as if each had come alone. */
export class SpendBook {
  readonly spends: CreditSpend[] = [];
  readonly draws: SpendDraw[] = [];
  readonly moves = new CreditMoves();
  private readonly credits: ReadonlyMap<Uuid, OpenCredits>;
  private readonly limits: OpenLimits;
  private readonly known: Map<string, CreditSpend>;
  private readonly now: Date;

  constructor(facts: SpendFacts, now: Date) {
    this.credits = new Map(facts.entities.map((entity) => [entity.entityId, new OpenCredits(entity)]));
    this.limits = new OpenLimits(facts.members);
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
    this.assertMaySpend(credits, order);
    const { entityId, userId, amount, reason, key } = order;
    const spend = { id: newId(), organizationId: owner!, entityId, userId, amount, reason, key, occurredAt: this.now };
    for (const { grantId, amount: part } of credits.draw(amount.amount)) {
      const taken = new BigNumber(part);
      this.moves.move(entityId, grantId, { remaining: taken.negated(), spent: taken });
      this.draws.push({ spend, grantId, amount: part });
    }
    this.limits.use(credits.facts, userId, amount);
    this.moves.use(entityId, userId, amount.amount);
    this.spends.push(spend);
    this.known.set(`${owner} ${key}`, spend);
    return spend;
  }

  private assertMaySpend(credits: OpenCredits, { userId, amount }: SpendOrder): void {
    credits.assertPaysIn(amount.currency);
    this.limits.assertRoom(credits.facts, userId, amount);
    if (!credits.covers(amount.amount)) throw new InsufficientCreditsError(amount, credits.available);
  }
}

function repeated(earlier: CreditSpend, order: SpendOrder): CreditSpend {
  if (earlier.entityId !== order.entityId || !earlier.amount.equals(order.amount))
    throw new KeyReusedError('idempotencyKey', `a spend of ${earlier.amount}`);
  return earlier;
}
