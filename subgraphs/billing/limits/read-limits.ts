import type { ScopedQueryable } from '../scope.query.ts';
import { ALL_TIME, type LimitSubject } from './credit-limit.ts';
import { LimitBook } from './limit-book.ts';
import { lockLimits, readLimitUsages } from './locked-limits.query.ts';

/** Somebody who spends, or spent, in a month of the entity that pays. */
export interface MonthlySubject extends LimitSubject {
  month: string;
}

/**
 * Locks the limits that count for those who spend and reads what is used of them: two statements, whatever their number. Call it under the locks of the
 * balances, with those whose organizations have limits.
 */
export async function readLimits(db: ScopedQueryable, subjects: readonly MonthlySubject[]): Promise<LimitBook> {
  const limits = subjects.length > 0 ? await lockLimits(db, subjects) : [];
  if (limits.length === 0) return new LimitBook([], []);
  const periods = new Set([ALL_TIME, ...subjects.map((subject) => subject.month)]);
  const usages = await readLimitUsages(
    db,
    limits.map((limit) => limit.id),
    [...periods],
  );
  return new LimitBook(limits, usages);
}
