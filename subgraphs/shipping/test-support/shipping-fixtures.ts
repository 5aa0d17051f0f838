import assert from 'node:assert/strict';
import type { RequestContext, RequestIdentity } from '../../../platform/context/request-context.ts';
import { decodeId, newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { answerOf } from '../../../test/support/ask-subgraph.ts';
import type { TestTenant, TestWorld } from '../../../test/support/test-world.ts';
import type { AddressInput } from '../addresses/address.ts';
import { createCarrierConnection } from '../connections/create-carrier-connection.ts';
import { createRateSheet } from '../rate-sheets/create-rate-sheet.ts';
import type { RequestQuotes } from '../quotes/quote-request.ts';

/** From New York to Los Angeles: zone 8 of the published list. */
export const NEW_YORK: AddressInput = {
  name: 'Ada Sender',
  street1: '350 5th Ave',
  city: 'New York',
  state: 'NY',
  postalCode: '10118',
  country: 'US',
};
export const LOS_ANGELES: AddressInput = {
  name: 'Ben Recipient',
  street1: '200 N Spring St',
  city: 'Los Angeles',
  state: 'CA',
  postalCode: '90012',
  country: 'US',
};

/** Two pounds from New York to Los Angeles, but for what is said otherwise. */
export function aConsignment(overrides: Partial<RequestQuotes> = {}): RequestQuotes {
  return { shipper: NEW_YORK, recipient: LOS_ANGELES, parcels: [{ weight: { value: '2', unit: 'lb' } }], ...overrides };
}

/** An organization in test mode that can ship. */
export interface Shipper {
  tenant: TestTenant;
  organizationId: Uuid;
  identity: Partial<RequestIdentity>;
  /** A context of the shipping subgraph in its name. */
  context(): RequestContext;
}

/** An organization of a tenant (a new one unless given), in test mode unless said otherwise, without carriers or credits. */
export async function aShipper(world: TestWorld, options: { tenant?: TestTenant; testMode?: boolean } = {}): Promise<Shipper> {
  const tenant = options.tenant ?? (await world.createTenant());
  const organizationId = newId();
  const identity: Partial<RequestIdentity> = { tenant, organizationId, testMode: options.testMode ?? true };
  return { tenant, organizationId, identity, context: () => world.context('shipping', identity) };
}

/** Connects the shipper to the sandbox; answers the connection's id. */
export async function connectSandbox(shipper: Shipper): Promise<Uuid> {
  return (await createCarrierConnection(shipper.context(), { carrier: 'sandbox', displayName: 'Sandbox' })).id;
}

/** Connects the shipper to the published price list at commercial prices; answers the connection's id. */
export async function connectUsps(world: TestWorld, shipper: Shipper): Promise<Uuid> {
  const staff = world.context('shipping', { tenant: shipper.tenant, testMode: shipper.identity.testMode! });
  const sheet = await createRateSheet(staff, { builtIn: 'usps-notice-123-2025-10-05' });
  return (
    await createCarrierConnection(shipper.context(), {
      carrier: 'ratesheet',
      displayName: 'USPS',
      rateSheetId: sheet.id,
      priceList: 'commercial',
    })
  ).id;
}

/** Gives the shipper an entity with credits, as its default; answers the entity's id. */
export async function anEntityWith(world: TestWorld, shipper: Shipper, amount: string): Promise<Uuid> {
  const { createEntity } = await answerOf<{ createEntity: { entity: { id: string } } }>(world, 'billing', shipper.identity, {
    query: `mutation { createEntity(input: { name: "Payer", country: "US", currency: "USD", timeZone: "UTC" }) { entity { id } errors { code message } } }`,
  });
  const { id } = createEntity.entity;
  if (amount !== '0') {
    await done(world, 'billing', shipper.identity, {
      query: `mutation Grant($id: ID!, $amount: Decimal!) {
        grantCredits(input: { entityId: $id, amount: { amount: $amount, currency: "USD" }, kind: PURCHASED, idempotencyKey: "first" }) { errors { code message } } }`,
      variables: { id, amount },
    });
  }
  return decodeId(ID_PREFIX.entity, id);
}

/** An addon of 10 % of the carrier charge, for every organization of the shipper's tenant. */
export async function anAddonOfTenPercent(world: TestWorld, shipper: Shipper): Promise<void> {
  await done(
    world,
    'addons',
    { tenant: shipper.tenant, testMode: shipper.identity.testMode! },
    {
      query: `mutation { createAddon(input: { name: "Handling", surchargeType: PERCENTAGE, amount: "10" }) { errors { code message } } }`,
    },
  );
}

/** Sends a mutation that must succeed. */
async function done(...args: Parameters<typeof answerOf>): Promise<void> {
  const payloads = await answerOf<Record<string, { errors: unknown[] }>>(...args);
  for (const payload of Object.values(payloads)) assert.deepEqual(payload.errors, []);
}

/** What an entity has left, set aside and spent. */
export async function balanceOf(
  world: TestWorld,
  shipper: Shipper,
  entityId: Uuid,
): Promise<{ remaining: string; reserved: string; spent: string }> {
  const [row] = await world.inspect<{ remaining: string; reserved: string; spent: string }>(
    `select trim_scale(remaining)::text as remaining, trim_scale(reserved)::text as reserved, trim_scale(spent)::text as spent
     from "${shipper.tenant.schema}".credit_balances where id = $1`,
    [entityId],
  );
  return row!;
}

/** How many rows the tables of shipping hold in the shipper's tenant. */
export async function rowCounts(world: TestWorld, shipper: Shipper): Promise<Record<string, number>> {
  const tables = [
    'carrier_connections',
    'rate_sheets',
    'quotes',
    'rates',
    'purchases',
    'shipments',
    'labels',
    'trackers',
    'tracking_events',
  ];
  const [row] = await world.inspect<Record<string, number>>(
    `select ${tables.map((table) => `(select count(*)::int from "${shipper.tenant.schema}".${table}) as ${table}`).join(', ')}`,
  );
  return row!;
}
