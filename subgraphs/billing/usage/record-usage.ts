import { BigNumber } from 'bignumber.js';
import type { Transaction } from '../../../platform/database/session.ts';
import type { EventConsumer } from '../../../platform/events/consumer.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { decimalString } from '../../../platform/money/money.ts';
import { calendarMonth } from '../periods/calendar-month.ts';
import { findPayers, type Payer } from './payers.query.ts';
import { insertUsage, type PricedUsage } from './usage-events.query.ts';
import { isAnOrganizations, USAGE_EVENT_TYPES, usageFactOf, type UsageFact } from './usage-fact.ts';
import { unitPriceOf, type UsageRate } from './usage-rate.ts';
import { findRatesFor } from './usage-rates.query.ts';

/** Makes usage of what the other subgraphs and the gateway report; each event counts once. */
export const recordUsageConsumer: EventConsumer = {
  name: 'billing.record-usage',
  eventTypes: USAGE_EVENT_TYPES,
  consume: (transaction, events, clock) =>
    recordUsage(transaction, events.filter(isAnOrganizations).map(usageFactOf), clock.now()),
};

/**
 * Records facts of one tenant and mode, priced by the rates in force when they happened: three statements, whatever their
 * number. A fact that is recorded already changes nothing. A fact that nobody pays for, or that has no price in the
 * entity's currency, is recorded without a price: it is listed and never billed.
 */
export async function recordUsage(transaction: Transaction, facts: readonly UsageFact[], now: Date): Promise<void> {
  if (facts.length === 0) return;
  const organizationIds = [...new Set(facts.map((fact) => fact.organizationId))];
  const entityIds = [...new Set(facts.flatMap((fact) => fact.entityId ?? []))];
  const eventTypes = [...new Set(facts.map((fact) => fact.eventType))];
  const payers = await findPayers(transaction, entityIds, organizationIds);
  const rates = await findRatesFor(transaction, organizationIds, eventTypes);
  const priced = facts.map((fact) => price(fact, payerOf(fact, payers), rates));
  await insertUsage(transaction, priced, now);
}

// An entity of another organization pays for nothing here, whoever names it.
function payerOf(fact: UsageFact, payers: readonly Payer[]): Payer | undefined {
  return payers.find(
    (payer) =>
      payer.organizationId === fact.organizationId && (fact.entityId === null ? payer.isDefault : payer.id === fact.entityId),
  );
}

function price(fact: UsageFact, payer: Payer | undefined, rates: readonly UsageRate[]): PricedUsage {
  const { organizationId, eventType, occurredAt } = fact;
  const unitPrice = payer
    ? unitPriceOf({ organizationId, entityId: payer.id, currency: payer.currency, eventType, occurredAt }, rates)
    : null;
  return {
    ...fact,
    id: newId(),
    entityId: payer?.id ?? null,
    period: payer ? calendarMonth(occurredAt, payer.timeZone).label : null,
    currency: payer?.currency ?? null,
    unitPrice: unitPrice ? decimalString(unitPrice.amount) : null,
    amount: unitPrice ? decimalString(unitPrice.amount.times(new BigNumber(fact.quantity))) : null,
    rateId: unitPrice?.rateId ?? null,
    rateVersion: unitPrice?.rateVersion ?? null,
  };
}
