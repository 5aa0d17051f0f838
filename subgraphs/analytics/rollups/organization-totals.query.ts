import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { UsageRange } from '../usage/usage-range.ts';
import { coveringPeriods } from './covering-periods.ts';

/**
 * Which rows of `organization_totals` make up a range, as a condition: whole months and the days at the ends, or days only
 * for figures that must be told apart by day.
 */
export function totalsWithin(
  scope: UsageRange & { tenantId: Uuid; testMode: boolean },
  options: { daysOnly?: boolean } = {},
): RawBuilder<boolean> {
  const { months, days } = options.daysOnly ? { months: null, days: [scope] } : coveringPeriods(scope);
  const spans = [
    ...(months ? [{ grain: 'month', ...months }] : []),
    ...days.map(({ first, last }) => ({ grain: 'day', first, last })),
  ];
  const isWithin = spans.map(
    ({ grain, first, last }) => sql`(grain = ${grain} and starts_on between ${first}::date and ${last}::date)`,
  );
  return sql`tenant_id = ${scope.tenantId}::uuid and test_mode = ${scope.testMode} and (${sql.join(isWithin, sql` or `)})`;
}
