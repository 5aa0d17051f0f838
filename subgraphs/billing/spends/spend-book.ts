import { BigNumber } from 'bignumber.js';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { CurrencyMismatchError } from '../../../platform/money/money.errors.ts';
import { Money } from '../../../platform/money/money.ts';
import { EntitySuspendedError, InsufficientCreditsError, KeyReusedError, LimitReachedError } from '../credits/credits.errors.ts';
import type { CreditSpend, SpendDraw, SpendOrder } from './credit-spend.ts';
import type { EntityFacts, MemberFacts } from './spend-facts.query.ts';

interface OpenGrant {
  id: Uuid;
  left: BigNumber;
  taken: BigNumber;
}

interface OpenEntity {
  facts: EntityFacts;
  grants: OpenGrant[];
  /** The first grant that has something left: those before it are used up. */
  next: number;
  available: BigNumber;
  spent: BigNumber;
}

interface OpenMember {
  facts: MemberFacts;
  used: BigNumber;
}

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
  private readonly entities: Map<Uuid, OpenEntity>;
  private readonly members: Map<string, OpenMember>;
  private readonly known: Map<string, CreditSpend>;
  private readonly now: Date;

  constructor(facts: SpendFacts, now: Date) {
    this.entities = new Map(facts.entities.map((entity) => [entity.entityId, open(entity)]));
    this.members = new Map(
      facts.members.map((member) => [
        `${member.entityId} ${member.userId}`,
        { facts: member, used: new BigNumber(member.creditUsed) },
      ]),
    );
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

  /** What the entities spent in this group, in the order of their ids. */
  spentByEntity(): { entityId: Uuid; amount: string }[] {
    return [...this.entities.values()].flatMap(({ facts, spent }) =>
      spent.isZero() ? [] : [{ entityId: facts.entityId, amount: spent.toFixed() }],
    );
  }

  /** What was taken of each grant. */
  takenByGrant(): { grantId: Uuid; amount: string }[] {
    return [...this.entities.values()].flatMap(({ grants }) =>
      grants.flatMap(({ id, taken }) => (taken.isZero() ? [] : [{ grantId: id, amount: taken.toFixed() }])),
    );
  }

  /** What each member used of their limit. */
  usedByMember(): { entityId: Uuid; userId: Uuid; amount: string }[] {
    return [...this.members.values()].flatMap(({ facts: { entityId, userId, creditUsed }, used }) => {
      const amount = used.minus(creditUsed);
      return amount.isZero() ? [] : [{ entityId, userId, amount: amount.toFixed() }];
    });
  }

  private spend(order: SpendOrder): CreditSpend {
    const entity = this.entities.get(order.entityId);
    const owner = entity?.facts.organizationId;
    if (!entity || (order.organizationId !== undefined && order.organizationId !== owner))
      throw new NotFoundError('The entity', 'entityId');
    const earlier = this.known.get(`${owner} ${order.key}`);
    if (earlier) return repeated(earlier, order);
    const member = order.userId === null ? undefined : this.members.get(`${order.entityId} ${order.userId}`);
    assertMaySpend(entity, member, order);
    const { entityId, userId, amount, reason, key } = order;
    const spend = { id: newId(), organizationId: owner!, entityId, userId, amount, reason, key, occurredAt: this.now };
    this.draw(entity, spend);
    if (member) member.used = member.used.plus(amount.amount);
    this.spends.push(spend);
    this.known.set(`${owner} ${key}`, spend);
    return spend;
  }

  private draw(entity: OpenEntity, spend: CreditSpend): void {
    let open = spend.amount.amount;
    entity.available = entity.available.minus(open);
    entity.spent = entity.spent.plus(open);
    while (open.isGreaterThan(0)) {
      const grant = entity.grants[entity.next]!;
      const taken = BigNumber.min(grant.left, open);
      grant.left = grant.left.minus(taken);
      grant.taken = grant.taken.plus(taken);
      open = open.minus(taken);
      this.draws.push({ spend, grantId: grant.id, amount: taken.toFixed() });
      if (grant.left.isZero()) entity.next += 1;
    }
  }
}

function open(facts: EntityFacts): OpenEntity {
  const nothing = new BigNumber(0);
  const grants = facts.grants.map(({ id, remaining }) => ({ id, left: new BigNumber(remaining), taken: nothing }));
  const available = grants.reduce((sum, grant) => sum.plus(grant.left), nothing);
  return { facts, grants, next: 0, available, spent: nothing };
}

function repeated(earlier: CreditSpend, order: SpendOrder): CreditSpend {
  if (earlier.entityId !== order.entityId || !earlier.amount.equals(order.amount))
    throw new KeyReusedError('idempotencyKey', `a spend of ${earlier.amount}`);
  return earlier;
}

function assertMaySpend({ facts, available }: OpenEntity, member: OpenMember | undefined, { amount }: SpendOrder): void {
  if (facts.status === 'suspended') throw new EntitySuspendedError(facts.entityName);
  if (facts.currency !== amount.currency) throw new CurrencyMismatchError(facts.currency, amount.currency, 'amount');
  const creditLimit = member?.facts.creditLimit ?? null;
  if (creditLimit !== null && member!.used.plus(amount.amount).isGreaterThan(creditLimit)) {
    const limit = Money.of(creditLimit, facts.currency);
    const used = Money.of(member!.used, facts.currency);
    throw new LimitReachedError({ name: `the user’s limit at "${facts.entityName}"`, amount: limit, used }, amount);
  }
  if (available.isLessThan(amount.amount)) throw new InsufficientCreditsError(amount, Money.of(available, facts.currency));
}
