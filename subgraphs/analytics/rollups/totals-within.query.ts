import { sql, type RawBuilder } from 'kysely';
import type { UsageScope } from '../usage/usage.query.ts';
import { coveringPeriods, type Grain } from './covering-periods.ts';

const EVERY_GRAIN: ReadonlySet<Grain> = new Set(['day', 'week', 'month']);

/** Which rows of a totals table make up a scope, as a condition; figures told apart by time name the grains that fit. */
export function totalsWithin(scope: UsageScope, grains: ReadonlySet<Grain> = EVERY_GRAIN): RawBuilder<boolean> {
  const spans = coveringPeriods(scope, grains).map(
    ({ grain, first, last }) => sql`(grain = ${grain} and starts_on between ${first}::date and ${last}::date)`,
  );
  const ofOrganization = scope.organizationId ? sql`organization_id = ${scope.organizationId}::uuid` : sql`true`;
  return sql`tenant_id = ${scope.tenantId}::uuid and test_mode = ${scope.testMode} and ${ofOrganization} and (${sql.join(spans, sql` or `)})`;
}
