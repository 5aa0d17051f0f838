import type { Identity, Plan } from '../../contracts/identity/identity.ts';

/** What a caller may ask for, in points of cost. */
export interface Allowance {
  /** Of one operation. */
  operationCost: number;
  /** In a window of time, from the narrowest; each must have enough left. */
  rates: readonly RateAllowance[];
}

/** Points that a caller shares with everybody of the same key in a window of time. */
export interface RateAllowance {
  policy: 'organization' | 'tenant' | 'partner' | 'operator' | 'address';
  key: string;
  points: number;
}

/** Points of a plan. */
export interface PlanAllowance {
  operationCost: number;
  organizationPoints: number;
  tenantPoints: number;
}

/** What strangers, operators and the tenants of each plan may ask for; a window is a minute. */
export interface AllowanceTable {
  plans: Readonly<Record<Plan, PlanAllowance>>;
  operator: { operationCost: number; points: number };
  stranger: { operationCost: number; points: number };
}

/** A page of 50 shipments with tracker, connection and organization asks for 251 points, one of 20 quotes with every charge for 3,441, a purchase for about 70. */
export const DEFAULT_ALLOWANCES: AllowanceTable = {
  plans: {
    starter: { operationCost: 5_000, organizationPoints: 20_000, tenantPoints: 60_000 },
    professional: { operationCost: 10_000, organizationPoints: 100_000, tenantPoints: 500_000 },
    enterprise: { operationCost: 20_000, organizationPoints: 500_000, tenantPoints: 5_000_000 },
  },
  operator: { operationCost: 20_000, points: 200_000 },
  stranger: { operationCost: 100, points: 2_000 },
};

/** What a caller may ask for. Test and live mode have points of their own, so that trying things out takes nothing from the trade. */
export function allowanceOf(
  table: AllowanceTable,
  identity: Pick<Identity, 'actor' | 'level' | 'tenant' | 'organizationId' | 'partnerId' | 'testMode' | 'plan'>,
  ipAddress: string | null,
): Allowance {
  const { level, tenant, organizationId, partnerId } = identity;
  if (level === 'platform' || level === 'internal') {
    const { operationCost, points } = table.operator;
    return { operationCost, rates: [{ policy: 'operator', key: identity.actor, points }] };
  }
  if (level === 'anonymous' || !tenant) {
    const { operationCost, points } = table.stranger;
    return { operationCost, rates: [{ policy: 'address', key: addressKey(ipAddress), points }] };
  }
  const plan = table.plans[identity.plan ?? 'starter'];
  const mode = identity.testMode ? 'test' : 'live';
  const rates: RateAllowance[] = [{ policy: 'tenant', key: `${tenant.id}/${mode}`, points: plan.tenantPoints }];
  const narrow = organizationId
    ? ({ policy: 'organization', key: `${organizationId}/${mode}` } as const)
    : partnerId && ({ policy: 'partner', key: `${partnerId}/${mode}` } as const);
  if (narrow) rates.unshift({ ...narrow, points: plan.organizationPoints });
  return { operationCost: plan.operationCost, rates };
}

/** Whose an address is: an IPv6 subscriber has a whole /64, and must not have a share for each address in it. */
export function addressKey(ipAddress: string | null): string {
  if (ipAddress === null) return 'unknown';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ipAddress)?.[1];
  if (mapped !== undefined || !ipAddress.includes(':')) return mapped ?? ipAddress;
  const [head = '', tail] = (ipAddress.split('%')[0] ?? '').toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const groups = [...before, ...zeros, ...after].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
