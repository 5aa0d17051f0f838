import { z } from 'zod';
import { DEFAULT_ALLOWANCES, type AllowanceTable, type PlanAllowance } from '../gateway/limits/allowances.ts';
import { DEFAULT_LIVE_LIMITS, type LiveLimits } from '../gateway/subscriptions/live-limits.ts';

const count = (most = 1_000_000_000) => z.coerce.number().int().min(1).max(most);
const POINTS = /^[1-9]\d{0,9}$/;

/** Points of cost in a row, e.g. `5000,20000,60000`: each at most the next, or else what the first allows could never run. */
function points<const Names extends readonly string[]>(names: Names, expected: string, standard: Record<Names[number], number>) {
  return z
    .string()
    .default(names.map((name) => standard[name as Names[number]]).join(','))
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((parts) => parts.length === names.length && parts.every((part) => POINTS.test(part)), {
      error: expected,
      abort: true,
    })
    .transform((parts) => parts.map(Number))
    .refine((values) => values.every((value, index) => index === 0 || values[index - 1]! <= value), expected)
    .transform(
      (values) => Object.fromEntries(names.map((name, index) => [name, values[index]])) as Record<Names[number], number>,
    );
}

const ofPlan = (standard: PlanAllowance) =>
  points(
    ['operationCost', 'organizationPoints', 'tenantPoints'],
    'expected the points of one operation, of an organization and of the tenant in a window, such as 5000,20000,60000, none more than the next',
    { ...standard },
  );
const ofOne = (standard: { operationCost: number; points: number }) =>
  points(
    ['operationCost', 'points'],
    'expected the points of one operation and of a window, such as 100,2000, the first not more than the second',
    standard,
  );

/** What the operator can set about how much may be asked for, and how much held open. */
export const LIMIT_SETTINGS = {
  LIMITS_STARTER: ofPlan(DEFAULT_ALLOWANCES.plans.starter),
  LIMITS_PROFESSIONAL: ofPlan(DEFAULT_ALLOWANCES.plans.professional),
  LIMITS_ENTERPRISE: ofPlan(DEFAULT_ALLOWANCES.plans.enterprise),
  LIMITS_OPERATOR: ofOne(DEFAULT_ALLOWANCES.operator),
  LIMITS_STRANGER: ofOne(DEFAULT_ALLOWANCES.stranger),
  LIMITS_WINDOW_SECONDS: count(86_400).default(60),
  LIVE_CONNECTIONS_PER_TENANT: count().default(DEFAULT_LIVE_LIMITS.connectionsPerTenant),
  LIVE_SUBSCRIPTIONS_PER_TENANT: count().default(DEFAULT_LIVE_LIMITS.subscriptionsPerTenant),
  LIVE_OPERATIONS_PER_CONNECTION: count(10_000).default(DEFAULT_LIVE_LIMITS.operationsPerConnection),
  LIVE_MESSAGE_BYTES: count(16_777_216).default(DEFAULT_LIVE_LIMITS.messageBytes),
  LIVE_INIT_WITHIN_MS: count(600_000).default(DEFAULT_LIVE_LIMITS.initWithinMs),
};

type LimitConfig = z.infer<z.ZodObject<typeof LIMIT_SETTINGS>>;

/** What callers may ask for, as the operator set it. */
export function allowancesOf(config: LimitConfig): AllowanceTable {
  return {
    plans: { starter: config.LIMITS_STARTER, professional: config.LIMITS_PROFESSIONAL, enterprise: config.LIMITS_ENTERPRISE },
    operator: config.LIMITS_OPERATOR,
    stranger: config.LIMITS_STRANGER,
  };
}

/** How much clients may hold open at a gateway, as the operator set it. */
export function liveLimitsOf(config: LimitConfig): LiveLimits {
  return {
    connectionsPerTenant: config.LIVE_CONNECTIONS_PER_TENANT,
    subscriptionsPerTenant: config.LIVE_SUBSCRIPTIONS_PER_TENANT,
    operationsPerConnection: config.LIVE_OPERATIONS_PER_CONNECTION,
    messageBytes: config.LIVE_MESSAGE_BYTES,
    initWithinMs: config.LIVE_INIT_WITHIN_MS,
  };
}
