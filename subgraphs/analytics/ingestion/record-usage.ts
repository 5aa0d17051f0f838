import type { EventConsumer } from '../../../platform/events/consumer.ts';
import { USAGE_TOPIC } from '../live-usage/usage-topic.ts';
import { COUNTED_EVENT_TYPES, usageFact } from './usage-fact.ts';
import { insertUsageFacts } from './usage-facts.query.ts';

/** Counts events into the figures, each once, on the day on which it happened. */
export const recordUsage: EventConsumer = {
  name: 'analytics.record-usage',
  eventTypes: COUNTED_EVENT_TYPES,
  async consume(transaction, events) {
    const facts = events.map(usageFact).filter((fact) => fact !== null);
    const [first] = events;
    if (!first || facts.length === 0) return;
    await insertUsageFacts(transaction, { tenantId: first.tenantId, testMode: first.testMode }, facts);
    for (const { organizationId } of facts) transaction.announce(USAGE_TOPIC, organizationId);
  },
};
