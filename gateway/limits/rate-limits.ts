import { RateLimiterMemory, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Clock } from '../../platform/context/clock.ts';
import type { RateAllowance } from './allowances.ts';

/** Where points are counted. */
export interface RateStore {
  /** A counter of `points` in each window; counters of the same prefix share their keys. */
  limiter(options: { keyPrefix: string; points: number; duration: number }): RateLimiterAbstract;
  close(): Promise<void>;
}

/** Counts in this process; gateways side by side count each for itself. */
export const MEMORY_STORE: RateStore = {
  limiter: (options) => new RateLimiterMemory(options),
  close: async () => {},
};

/** How much of one allowance is left, and until when. */
export interface RateStanding {
  policy: RateAllowance['policy'];
  points: number;
  windowSeconds: number;
  remaining: number;
  resetAt: Date;
  secondsToReset: number;
}

/** What came of asking for points: all standings, and the allowances that did not have enough. */
export interface RateDecision {
  standings: readonly RateStanding[];
  refusedBy: RateStanding | undefined;
}

/** Takes points out of allowances, and gives back what was not spent. */
export class RateLimits {
  private readonly store: RateStore;
  private readonly clock: Clock;
  private readonly windowSeconds: number;
  private readonly limiters = new Map<string, RateLimiterAbstract>();

  constructor(options: { store: RateStore; clock: Clock; windowSeconds: number }) {
    this.store = options.store;
    this.clock = options.clock;
    this.windowSeconds = options.windowSeconds;
  }

  /** Takes the points out of every allowance, or out of none when one has not enough. */
  async take(rates: readonly RateAllowance[], points: number): Promise<RateDecision> {
    const taken = await Promise.all(rates.map((rate) => this.takeOne(rate, points)));
    const refused = taken.find(({ isEnough }) => !isEnough);
    if (refused) await this.giveBack(rates, points);
    const standings = taken.map(({ rate, isEnough, answer }) =>
      this.standing(rate, answer, refused && isEnough ? points : isEnough ? 0 : points),
    );
    return { standings, refusedBy: refused && standings[taken.indexOf(refused)] };
  }

  /** Puts points back into every allowance. */
  async giveBack(rates: readonly RateAllowance[], points: number): Promise<void> {
    if (points > 0) await Promise.all(rates.map((rate) => this.limiterOf(rate).reward(rate.key, points)));
  }

  private async takeOne(
    rate: RateAllowance,
    points: number,
  ): Promise<{ rate: RateAllowance; isEnough: boolean; answer: RateLimiterRes }> {
    try {
      return { rate, isEnough: true, answer: await this.limiterOf(rate).consume(rate.key, points) };
    } catch (error) {
      if (error instanceof RateLimiterRes) return { rate, isEnough: false, answer: error };
      throw error;
    }
  }

  private standing(rate: RateAllowance, answer: RateLimiterRes, givenBack: number): RateStanding {
    return {
      policy: rate.policy,
      points: rate.points,
      windowSeconds: this.windowSeconds,
      remaining: Math.max(0, rate.points - answer.consumedPoints + givenBack),
      resetAt: new Date(this.clock.now().getTime() + answer.msBeforeNext),
      secondsToReset: Math.ceil(answer.msBeforeNext / 1_000),
    };
  }

  private limiterOf({ policy, points }: RateAllowance): RateLimiterAbstract {
    const name = `${policy} ${points}`;
    let limiter = this.limiters.get(name);
    if (!limiter) {
      limiter = this.store.limiter({ keyPrefix: policy, points, duration: this.windowSeconds });
      this.limiters.set(name, limiter);
    }
    return limiter;
  }
}
