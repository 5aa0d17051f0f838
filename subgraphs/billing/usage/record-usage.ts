import type { Transaction } from '../../../platform/database/session.ts';
import type { EventConsumer } from '../../../platform/events/consumer.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { JOB_NAMES } from '../job-names.ts';
import { overagesDueAfter } from '../overages/overage-day.ts';
import { announceUsage } from './announce-usage.ts';
import { insertUsage } from './insert-usage.query.ts';
import { readUsagePricing, type PricedFact } from './price-usage.ts';
import { isAnOrganizations, USAGE_EVENT_TYPES, usageFactOf, type UsageFact } from './usage-fact.ts';

/** Makes usage of what the other subgraphs and the gateway report; each event counts once. */
export const recordUsageConsumer: EventConsumer = {
  name: 'billing.record-usage',
  eventTypes: USAGE_EVENT_TYPES,
  consume: (transaction, events, clock) =>
    recordUsage(transaction, events.filter(isAnOrganizations).map(usageFactOf), clock.now()),
};

/**
 * Records facts of one tenant and mode, priced by what was in force when they happened: five statements, whatever their
 * number. A fact that is recorded already changes nothing. A fact that nobody pays for, or that has no price in the
 * entity's currency, is recorded without a price: it is listed and never billed.
 */
export async function recordUsage(transaction: Transaction, facts: readonly UsageFact[], now: Date): Promise<void> {
  if (facts.length === 0) return;
  const pricing = await readUsagePricing(transaction, facts);
  await writeUsage(
    transaction,
    facts.map((fact) => pricing.price(fact)),
    now,
  );
}

/** Writes priced usage with its totals, and wakes whoever watches them; answers the ids that are new. */
export async function writeUsage(transaction: Transaction, priced: readonly PricedFact[], now: Date): Promise<Set<Uuid>> {
  const recorded = await insertUsage(
    transaction,
    priced.map(({ usage }) => usage),
    priced.flatMap(({ measures }) => measures),
    now,
  );
  if (recorded.size > 0 && priced.some(({ usage }) => usage.rateCardId !== null))
    transaction.expectWork({ job: JOB_NAMES.computeOverages, dueAt: overagesDueAfter(now), now });
  announceUsage(
    transaction,
    priced.filter(({ usage }) => recorded.has(usage.id)).map(({ usage }) => usage.organizationId),
  );
  return recorded;
}
