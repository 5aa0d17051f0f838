import { BigNumber } from 'bignumber.js';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { LimitReachedError } from '../credits/credits.errors.ts';
import type { EntityFacts } from '../credits/movement-facts.query.ts';
import type { CountedSpending, TeamSpending } from './counted-spending.query.ts';
import type { LimitBook, Spending } from './limit-book.ts';
import { assertMaySpend, type Spender } from './spender.ts';
import type { SpenderKey } from './spender.query.ts';

/** The limits of those who spend in a group of movements, of whatever kind, and what they use of them while it is decided on. */
export class OpenLimits {
  readonly book: LimitBook;
  private readonly spenders = new Map<string, Spender>();
  private readonly members = new Map<string, BigNumber>();
  private readonly teams = new Map<string, TeamSpending>();

  constructor(spenders: readonly Spender[], book: LimitBook) {
    this.book = book;
    for (const spender of spenders) {
      const { entityId, userId, askedTeamId, creditUsed } = spender;
      this.spenders.set(keyOf({ entityId, userId, teamId: askedTeamId }), spender);
      if (creditUsed !== null) this.members.set(memberKey(spender), new BigNumber(creditUsed));
    }
  }

  /** Who spends at an entity, and for which team. Throws when they may not, whatever the amount. */
  spenderOf(entity: EntityFacts, { userId, teamId }: Omit<SpenderKey, 'entityId'>): Spender {
    const { entityId, organizationId } = entity;
    const spender = this.spenders.get(keyOf({ entityId, userId, teamId })) ?? nobody(organizationId, entityId);
    assertMaySpend(spender);
    return spender;
  }

  /** Throws LimitReachedError when the person's limit at the entity, or any other that counts, leaves less. */
  assertRoom(entity: EntityFacts, spender: Spender, spending: Spending): void {
    const used = this.members.get(memberKey(spender));
    if (spender.creditLimit !== null && used?.plus(spending.amount.amount).isGreaterThan(spender.creditLimit)) {
      const [limit, before] = [Money.of(spender.creditLimit, entity.currency), Money.of(used, entity.currency)];
      throw new LimitReachedError(
        { name: `the user’s limit at "${entity.entityName}"`, amount: limit, used: before },
        spending.amount,
      );
    }
    this.book.assertCovers(spending);
  }

  /** Counts what was spent (below zero: given back) against every limit, and for the team. */
  use(spending: Spending): void {
    const { subject, month, amount } = spending;
    if (amount.isZero()) return;
    const used = this.members.get(memberKey(subject));
    if (used) this.members.set(memberKey(subject), used.plus(amount.amount));
    this.book.count(spending);
    const { organizationId, entityId, teamId, userId } = subject;
    if (teamId === null || entityId === null) return;
    const key = `${entityId} ${teamId} ${userId} ${month}`;
    const before = this.teams.get(key)?.amount ?? '0';
    const sum = new BigNumber(before).plus(amount.amount).toFixed();
    this.teams.set(key, { organizationId, teamId, entityId, userId, month, currency: amount.currency, amount: sum });
  }

  /** What is to be written of it. */
  counted(): CountedSpending {
    return { limits: this.book.counted(), teams: [...this.teams.values()] };
  }
}

function nobody(organizationId: Uuid, entityId: Uuid): Spender {
  const noTeam = { askedTeamId: null, teamId: null, teamName: null, teamEntityId: null, isTeamArchived: false, isInTeam: false };
  return { organizationId, entityId, userId: null, ...noTeam, hasLeft: false, creditLimit: null, creditUsed: null };
}

function keyOf({ entityId, userId, teamId }: SpenderKey): string {
  return `${entityId} ${userId} ${teamId}`;
}

function memberKey({ entityId, userId }: { entityId: Uuid | null; userId: Uuid | null }): string {
  return `${entityId} ${userId}`;
}
