import type { Rows } from './row.ts';
import type { Side } from './world/side.ts';

/** How the operations on meters, rate cards and usage events are called. */
export const usageRows: Rows = {
  'Query.meters': { as: 'owner', arguments: async (side) => ({ filter: { key: (await archivedMeter(side)).key } }) },
  'Mutation.createMeter': { as: 'tenantAdmin', arguments: (side) => ({ input: newMeter(side) }) },
  'Mutation.updateMeter': {
    as: 'tenantAdmin',
    arguments: async (side) => ({ input: { meterId: (await meter(side)).id, description: side.common('meter') } }),
  },
  'Mutation.archiveMeter': { as: 'tenantAdmin', arguments: async (side) => ({ input: { meterId: (await meter(side)).id } }) },
  'Query.rateCards': {
    as: 'owner',
    arguments: async (side) => ({ filter: { entityId: (await priced(side)).entityId } }),
  },
  'Query.rateCard': { as: 'owner', arguments: async (side) => ({ id: (await priced(side)).rateCardId }) },
  'Query.previewUsageCharge': {
    as: 'owner',
    arguments: async (side) => ({ entityId: (await priced(side)).entityId, meter: 'freelancer_hired', quantity: '12' }),
  },
  'Query.usageOverages': {
    as: 'owner',
    arguments: async (side) => ({ filter: { entityId: await overdrawn(side) } }),
  },
  'Subscription.currentUsageChanged': { as: 'owner', arguments: ({ ids }) => ({ entityId: ids.entity }) },
  'Mutation.createRateCard': {
    as: 'tenantAdmin',
    arguments: (side) => ({
      input: { organizationId: side.ids.organization, name: side.text('card'), currency: 'EUR', prices: PRICES },
    }),
  },
  'Mutation.reviseRateCard': {
    as: 'tenantAdmin',
    arguments: async (side) => ({
      input: { rateCardId: (await priced(side)).rateCardId, name: side.text('card'), prices: PRICES },
    }),
  },
  'Mutation.endRateCard': {
    as: 'tenantAdmin',
    arguments: async (side) => ({ input: { rateCardId: (await priced(side)).rateCardId } }),
  },
  'Mutation.recordUsageEvents': {
    as: 'tenantAdmin',
    arguments: (side) => ({ input: { events: [newEvent(side), { ...newEvent(side), eventType: 'unheard_of' }] } }),
  },
  'Mutation.voidUsageEvent': {
    as: 'tenantAdmin',
    arguments: async (side) => ({ input: { ...(await usageEvent(side)), reason: side.text('reason') } }),
  },
  'Mutation.correctUsageEvent': {
    as: 'tenantAdmin',
    arguments: async (side) => ({ input: { ...(await usageEvent(side)), quantity: '3', reason: side.text('reason') } }),
  },
  'Mutation.replayUsageEvents': {
    as: 'tenantAdmin',
    arguments: ({ ids, clock }) => ({
      input: { organizationId: ids.organization, from: '2026-01-01T00:00:00Z', until: clock.now().toISOString() },
    }),
  },
};

const PRICES = [
  {
    meter: 'freelancer_hired',
    model: {
      kind: 'VOLUME',
      tiers: [
        { upTo: '10', unitPrice: '20' },
        { unitPrice: '5', flatPrice: '1.00' },
      ],
      minimum: '5',
      maximum: '900',
    },
  },
  { meter: 'shipment_created', model: { kind: 'PACKAGE', packageSize: '10', packagePrice: '0', freeQuantity: '5' } },
  { meter: 'tracker_started', model: { kind: 'PERCENTAGE', rate: '0', fixedFee: '0' } },
  { meter: 'api_request', model: { kind: 'PER_UNIT', unitPrice: '0' } },
];

/** An entity of its own with a rate card. */
async function priced(side: Side): Promise<{ entityId: string; rateCardId: string }> {
  const { entity } = await side.perform<{ entity: { id: string } }>(
    'owner',
    'createEntity',
    { organizationId: side.ids.organization, name: side.text('entity'), country: 'US', currency: 'USD', timeZone: 'UTC' },
    'entity { id }',
  );
  const { rateCard } = await side.perform<{ rateCard: { id: string } }>(
    'tenantAdmin',
    'createRateCard',
    { entityId: entity.id, name: side.text('card'), currency: 'USD', effectiveUntil: '2030-01-01T00:00:00Z', prices: PRICES },
    'rateCard { id }',
  );
  side.clock.advance(1_000);
  return { entityId: entity.id, rateCardId: rateCard.id };
}

function newEvent(side: Side): { source: string; id: string } & Record<string, unknown> {
  return {
    source: side.text('source'),
    id: side.text('event'),
    eventType: 'project_posted',
    entityId: side.ids.account,
    occurredAt: side.clock.now().toISOString(),
    properties: { note: side.text('note') },
  };
}

/** An entity that used more of a kind than the five that are free, after one event was put right. */
export async function overdrawn(side: Side): Promise<string> {
  const { entityId } = await priced(side);
  const event = { ...newEvent(side), entityId, eventType: 'shipment_created', quantity: '8' };
  await side.perform('tenantAdmin', 'recordUsageEvents', { events: [event] }, 'acceptedCount');
  const correction = {
    organizationId: side.ids.organization,
    source: event.source,
    id: event.id,
    quantity: '9',
    reason: side.text('reason'),
  };
  await side.perform('tenantAdmin', 'correctUsageEvent', correction, 'usageEvent { id }');
  await side.runJob('billing', 'billing.compute-overages');
  return entityId;
}

/** A draft invoice with lines of meters. */
export async function meteredInvoice(side: Side): Promise<string> {
  const entityId = await overdrawn(side);
  const { invoice } = await side.perform<{ invoice: { id: string } }>(
    'tenantAdmin',
    'generateInvoice',
    side.unbilledPeriod(entityId),
    'invoice { id }',
  );
  return invoice.id;
}

async function usageEvent(side: Side): Promise<object> {
  const event = newEvent(side);
  await side.perform('tenantAdmin', 'recordUsageEvents', { events: [event] }, 'acceptedCount');
  return { organizationId: side.ids.organization, source: event.source, id: event.id };
}

interface MadeMeter {
  id: string;
  key: string;
}

function newMeter(side: Side): object {
  const key = side.common('meter').replaceAll('-', '_');
  return {
    key,
    name: side.common('meter'),
    description: side.common('meter'),
    eventType: key,
    aggregation: 'MAX',
    property: 'weight',
  };
}

async function meter(side: Side): Promise<MadeMeter> {
  const made = await side.perform<{ meter: MadeMeter }>('tenantAdmin', 'createMeter', newMeter(side), 'meter { id key }');
  return made.meter;
}

async function archivedMeter(side: Side): Promise<MadeMeter> {
  const made = await meter(side);
  await side.perform('tenantAdmin', 'archiveMeter', { meterId: made.id }, 'meter { id }');
  return made;
}
