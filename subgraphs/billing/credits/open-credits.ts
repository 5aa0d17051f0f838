import { BigNumber } from 'bignumber.js';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { CurrencyMismatchError } from '../../../platform/money/money.errors.ts';
import { Money } from '../../../platform/money/money.ts';
import type { GrantPart } from './credit-postings.ts';
import { EntitySuspendedError } from './credits.errors.ts';
import type { EntityFacts } from './movement-facts.query.ts';

const NOTHING = new BigNumber(0);

interface OpenGrant {
  id: Uuid;
  kind: GrantPart['kind'];
  left: BigNumber;
}

/**
 * What can be spent of an entity while a group of movements is decided on. It only falls: what a group gives back can be spent from the next one on,
 * as if its givers had come after all its takers.
 */
export class OpenCredits {
  readonly facts: EntityFacts;
  private readonly grants: OpenGrant[];
  /** The first grant that has something left: those before it are used up. */
  private next = 0;
  private left: BigNumber;

  constructor(facts: EntityFacts) {
    this.facts = facts;
    this.grants = facts.grants.map(({ id, kind, remaining }) => ({ id, kind, left: new BigNumber(remaining) }));
    this.left = this.grants.reduce((sum, grant) => sum.plus(grant.left), NOTHING);
  }

  get available(): Money {
    return Money.of(this.left, this.facts.currency);
  }

  /** Throws what keeps the entity from paying at all: that it is suspended, or keeps its books in another currency. */
  assertPaysIn(currency: string): void {
    if (this.facts.status === 'suspended') throw new EntitySuspendedError(this.facts.entityName);
    if (this.facts.currency !== currency) throw new CurrencyMismatchError(this.facts.currency, currency, 'amount');
  }

  covers(amount: BigNumber): boolean {
    return this.left.isGreaterThanOrEqualTo(amount);
  }

  /** Takes an amount that is covered off the grants, in burn-down order; answers what was taken of each. */
  draw(amount: BigNumber): GrantPart[] {
    const parts: GrantPart[] = [];
    let open = amount;
    while (open.isGreaterThan(0)) {
      const grant = this.grants[this.next]!;
      const taken = BigNumber.min(grant.left, open);
      grant.left = grant.left.minus(taken);
      open = open.minus(taken);
      parts.push({ grantId: grant.id, kind: grant.kind, amount: taken.toFixed() });
      if (grant.left.isZero()) this.next += 1;
    }
    this.left = this.left.minus(amount);
    return parts;
  }
}
