import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Over what a limit counts: each month of the entity that pays, or everything. */
export type LimitPeriod = 'month' | 'total';

/** Whom a limit is about: the organization, narrowed to the entity, the team and the person that it names. */
export interface LimitSubject {
  organizationId: Uuid;
  entityId: Uuid | null;
  teamId: Uuid | null;
  userId: Uuid | null;
}

/** What may be spent in a currency by whom the limit is about. */
export interface CreditLimit extends LimitSubject {
  id: Uuid;
  currency: string;
  period: LimitPeriod;
  amount: string;
  /** Shares of the amount, in percent, that are told when they are reached: each once a period. */
  alertLevels: number[];
  createdAt: Date;
}

/** The period that counts everything. */
export const ALL_TIME = 'total';

/** Shares at which it is told, unless the limit names others. */
export const DEFAULT_ALERT_LEVELS: readonly number[] = [80, 100];

/** The period of a limit that counts what is spent in a month (`2026-03`). */
export function periodOf(limit: { period: LimitPeriod }, month: string): string {
  return limit.period === 'total' ? ALL_TIME : month;
}
