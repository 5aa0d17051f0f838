import { BigNumber } from 'bignumber.js';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { LimitReachedError } from '../credits/credits.errors.ts';
import { periodOf, type LimitSubject } from './credit-limit.ts';
import { CurrencyWithoutLimitError } from './limits.errors.ts';
import type { LimitUsage, LockedLimit } from './locked-limits.query.ts';

/** An amount that somebody spends in a month of the entity that pays. */
export interface Spending {
  subject: LimitSubject;
  month: string;
  amount: Money;
}

/** A share of a limit that was reached. */
export interface ReachedLevel {
  limit: LockedLimit;
  period: string;
  level: number;
  used: string;
}

interface OpenUsage {
  limit: LockedLimit;
  period: string;
  before: BigNumber;
  used: BigNumber;
  toldLevel: number;
}

/** What is left of the limits of those who spend, decided on one spending after the other, as if each had come alone. */
export class LimitBook {
  private readonly limits: readonly LockedLimit[];
  private readonly usages = new Map<string, OpenUsage>();

  constructor(limits: readonly LockedLimit[], usages: readonly LimitUsage[]) {
    this.limits = limits;
    const byId = new Map(limits.map((limit) => [limit.id, limit]));
    for (const { limitId, period, used, toldLevel } of usages) {
      const before = new BigNumber(used);
      this.usages.set(keyOf(limitId, period), { limit: byId.get(limitId)!, period, before, used: before, toldLevel });
    }
  }

  /** Throws LimitReachedError for the first limit that does not cover the amount; widest subjects are asked first. */
  assertCovers(spending: Spending): void {
    for (const ofSubject of Map.groupBy(this.countingFor(spending.subject), subjectKey).values()) {
      const inCurrency = ofSubject.filter((limit) => limit.currency === spending.amount.currency);
      if (inCurrency.length === 0)
        throw new CurrencyWithoutLimitError(
          subjectName(ofSubject[0]!),
          spending.amount,
          ofSubject.map((limit) => limit.currency),
        );
      for (const limit of inCurrency) this.assertCovered(limit, spending);
    }
  }

  /** Counts an amount against every limit of whoever spends it. */
  count(spending: Spending): void {
    for (const limit of this.countingFor(spending.subject)) {
      if (limit.currency !== spending.amount.currency) continue;
      const usage = this.usageOf(limit, spending.month);
      usage.used = usage.used.plus(spending.amount.amount);
    }
  }

  /** What is to be added to what counts against each limit, in the order of their ids. */
  counted(): { limitId: Uuid; organizationId: Uuid; period: string; amount: string; toldLevel: number }[] {
    return this.changed().map(({ limit, period, before, used, toldLevel, reached }) => ({
      limitId: limit.id,
      organizationId: limit.organizationId,
      period,
      amount: used.minus(before).toFixed(),
      toldLevel: Math.max(toldLevel, ...reached),
    }));
  }

  /** The shares that were reached, and not told in their period before. */
  reached(): ReachedLevel[] {
    return this.changed().flatMap(({ limit, period, used, reached }) =>
      reached.map((level) => ({ limit, period, level, used: used.toFixed() })),
    );
  }

  private changed(): (OpenUsage & { reached: number[] })[] {
    return [...this.usages.values()]
      .filter(({ before, used }) => !used.isEqualTo(before))
      .toSorted((one, other) => (one.limit.id < other.limit.id ? -1 : 1))
      .map((usage) => ({ ...usage, reached: reachedLevels(usage) }));
  }

  private assertCovered(limit: LockedLimit, { month, amount }: Spending): void {
    const { used } = this.usageOf(limit, month);
    if (used.plus(amount.amount).isLessThanOrEqualTo(limit.amount)) return;
    const span = limit.period === 'month' ? ` in ${month}` : '';
    const facts = { amount: Money.of(limit.amount, limit.currency), used: Money.of(used, limit.currency) };
    throw new LimitReachedError({ name: `the limit of ${subjectName(limit)}${span}`, ...facts }, amount);
  }

  private countingFor(subject: LimitSubject): LockedLimit[] {
    const counts = (named: Uuid | null, actual: Uuid | null): boolean => named === null || named === actual;
    return this.limits
      .filter(
        (limit) =>
          limit.organizationId === subject.organizationId &&
          counts(limit.entityId, subject.entityId) &&
          counts(limit.teamId, subject.teamId) &&
          counts(limit.userId, subject.userId),
      )
      .toSorted((one, other) => narrowness(one) - narrowness(other));
  }

  private usageOf(limit: LockedLimit, month: string): OpenUsage {
    const period = periodOf(limit, month);
    const key = keyOf(limit.id, period);
    let usage = this.usages.get(key);
    if (!usage) {
      const nothing = new BigNumber(0);
      usage = { limit, period, before: nothing, used: nothing, toldLevel: 0 };
      this.usages.set(key, usage);
    }
    return usage;
  }
}

function reachedLevels({ limit, used, toldLevel }: OpenUsage): number[] {
  return limit.alertLevels.filter(
    (level) => level > toldLevel && used.times(100).isGreaterThanOrEqualTo(new BigNumber(limit.amount).times(level)),
  );
}

function keyOf(limitId: Uuid, period: string): string {
  return `${limitId} ${period}`;
}

function subjectKey({ entityId, teamId, userId }: LimitSubject): string {
  return `${entityId} ${teamId} ${userId}`;
}

// Organization, entity, team, person.
function narrowness({ entityId, teamId, userId }: LimitSubject): number {
  return (entityId ? 1 : 0) + (teamId ? 2 : 0) + (userId ? 4 : 0);
}

function subjectName({ entityName, teamName, userId }: LockedLimit): string {
  const places = [...(teamName === null ? [] : [`"${teamName}"`]), ...(entityName === null ? [] : [`"${entityName}"`])];
  const place = places.length > 0 ? places.join(' at ') : 'the organization';
  return userId === null ? place : `the user in ${place}`;
}
