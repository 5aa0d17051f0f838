import { BigNumber } from 'bignumber.js';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { LimitReachedError } from './credits.errors.ts';
import type { EntityFacts, MemberFacts } from './movement-facts.query.ts';

interface OpenMember {
  facts: MemberFacts;
  used: BigNumber;
}

/** The limits of the users of a group of movements, and what they use of them while it is decided on. */
export class OpenLimits {
  private readonly members: Map<string, OpenMember>;

  constructor(members: readonly MemberFacts[]) {
    this.members = new Map(
      members.map((facts) => [keyOf(facts.entityId, facts.userId), { facts, used: new BigNumber(facts.creditUsed) }]),
    );
  }

  /** Throws LimitReachedError when the user's limit leaves less. Nobody in particular, and who is no member, has none. */
  assertRoom(entity: EntityFacts, userId: Uuid | null, amount: Money): void {
    const member = this.memberOf(entity, userId);
    const creditLimit = member?.facts.creditLimit ?? null;
    if (creditLimit === null || !member!.used.plus(amount.amount).isGreaterThan(creditLimit)) return;
    const used = Money.of(member!.used, entity.currency);
    const name = `the user’s limit at "${entity.entityName}"`;
    throw new LimitReachedError({ name, amount: Money.of(creditLimit, entity.currency), used }, amount);
  }

  /** Counts an amount against the user's limit. */
  use(entity: EntityFacts, userId: Uuid | null, amount: Money): void {
    const member = this.memberOf(entity, userId);
    if (member) member.used = member.used.plus(amount.amount);
  }

  private memberOf({ entityId }: EntityFacts, userId: Uuid | null): OpenMember | undefined {
    return userId === null ? undefined : this.members.get(keyOf(entityId, userId));
  }
}

function keyOf(entityId: Uuid, userId: Uuid): string {
  return `${entityId} ${userId}`;
}
