import { HeaderMap } from '@apollo/server';
import { GraphQLError, type ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { ArrivedOperation, OperationCheck } from '../operations/admit-operation.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { allowanceOf, type AllowanceTable, type RateAllowance } from './allowances.ts';
import { actualCost, requestedCost } from './cost/operation-cost.ts';
import type { OperationPrices } from './cost/operation-prices.ts';
import type { PricedOperation } from './cost/priced-operation.ts';
import type { RateLimits, RateStanding } from './rate-limits.ts';

/** What an operation was charged. */
export interface OperationCharge {
  operation: PricedOperation;
  variables: Readonly<Record<string, unknown>>;
  requested: number;
  /** What the answer came to; nothing before there is one. */
  actual: number;
  /** The most that one operation of this caller may cost. */
  limit: number;
  rates: readonly RateAllowance[];
  /** How much was left of each allowance after the charge. */
  standings: readonly RateStanding[];
  /** Whether the points were taken, and so what is not spent must go back. */
  isTaken: boolean;
}

/** The answer's `extensions.cost` and `extensions.rateLimit`. */
export interface ChargeExtensions {
  cost: { requested: number; actual: number; limit: number };
  rateLimit?: { policy: string; cost: number; limit: number; remaining: number; resetAt: string };
}

interface OperationLimitsOptions {
  /** Those of the supergraph that is served now. */
  prices: () => OperationPrices;
  allowances: AllowanceTable;
  rates: RateLimits;
  log: Logger;
}

/** Reckons what operations cost before they run, refuses those that cost too much, and charges the others. */
export class OperationLimits {
  private readonly options: OperationLimitsOptions;

  constructor(options: OperationLimitsOptions) {
    this.options = options;
  }

  /** The check that every operation must pass. */
  readonly check: OperationCheck = async (arrived) => {
    const { context, variables } = arrived;
    const operation = this.price(arrived);
    const { operationCost: limit, rates } = allowanceOf(this.options.allowances, context.identity, context.ipAddress);
    const requested = requestedCost(operation, variables);
    const charge: OperationCharge = { operation, variables, requested, actual: 0, limit, rates, standings: [], isTaken: false };
    context.charge = charge;
    if (requested > limit) throw tooCostly(requested, limit);
    // A subscription that runs on was charged when it began.
    if (arrived.isContinued) return;
    const { standings, refusedBy } = await this.options.rates.take(rates, Math.max(1, requested));
    charge.standings = standings;
    if (refusedBy) throw rateLimited(refusedBy, requested);
    charge.isTaken = true;
  };

  /** The operation taken apart. */
  price({ document, definition }: Pick<ArrivedOperation, 'document' | 'definition'>): PricedOperation {
    return this.options.prices().of(document, definition);
  }

  /** Gives back what the answer did not come to, and says what was asked and spent; where a subgraph worked until its time was up, all was. */
  settle(charge: OperationCharge, { data, errors = [] }: Pick<ExecutionResult, 'data' | 'errors'>): ChargeExtensions {
    const { operation, variables, requested, limit, rates, isTaken } = charge;
    const isTimedOut = errors.some(({ extensions }) => extensions?.['code'] === 'SUBGRAPH_TIMEOUT');
    const spent = isTimedOut ? requested : Math.min(requested, actualCost(operation, variables, data));
    const actual = isTaken ? spent : 0;
    charge.actual = actual;
    const unspent = Math.max(1, requested) - Math.max(1, actual);
    if (isTaken && unspent > 0) {
      this.options.rates
        .giveBack(rates, unspent)
        .catch((error: unknown) => this.options.log.warn({ err: error }, 'points were not given back'));
      charge.standings = charge.standings.map((each) => ({
        ...each,
        remaining: Math.min(each.points, each.remaining + unspent),
      }));
    }
    const tightest = charge.standings.toSorted((one, other) => one.remaining - other.remaining)[0];
    return {
      cost: { requested, actual, limit },
      ...(tightest
        ? {
            rateLimit: {
              policy: tightest.policy,
              cost: isTaken ? Math.max(1, actual) : 0,
              limit: tightest.points,
              remaining: tightest.remaining,
              resetAt: tightest.resetAt.toISOString(),
            },
          }
        : {}),
    };
  }

  /** Charges one point for what never came to be an operation: text that does not parse or is not valid. */
  async chargeFault({ identity, ipAddress }: Pick<GatewayContext, 'identity' | 'ipAddress'>): Promise<void> {
    await this.options.rates.take(allowanceOf(this.options.allowances, identity, ipAddress).rates, 1);
  }
}

function tooCostly(requested: number, allowed: number): GraphQLError {
  return new GraphQLError(
    `This operation asks for ${requested} points of cost; ${allowed} are allowed. Ask for shorter pages or fewer fields, or in several operations.`,
    { extensions: { code: 'COST_LIMIT_EXCEEDED', http: { status: 400 } } },
  );
}

function rateLimited(
  { policy, remaining, secondsToReset, points, windowSeconds }: RateStanding,
  requested: number,
): GraphQLError {
  return new GraphQLError(
    `This operation asks for ${requested} points; ${remaining} of ${points} in ${windowSeconds} seconds are left for this ${policy}. Try again in ${secondsToReset} seconds.`,
    {
      extensions: {
        code: 'RATE_LIMITED',
        http: { status: 429, headers: new HeaderMap([['retry-after', String(secondsToReset)]]) },
      },
    },
  );
}
