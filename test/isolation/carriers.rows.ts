import { receiveCarrierWebhook } from '../../subgraphs/shipping/carrier-webhooks/receive-carrier-webhook.ts';
import { easyPostDelivery } from '../../subgraphs/shipping/test-support/carrier-sender.ts';
import type { Rows } from './row.ts';
import type { Side } from './world/side.ts';

/** How the operations are called by which carriers are asked for more than labels, and by which they tell. */
export const carriersRows: Rows = {
  'Query.carrierConnection': [
    { as: 'owner', arguments: ({ ids }) => ({ id: ids.connection }) },
    { as: 'owner', arguments: async (side) => ({ id: (await carrierWebhook(side)).connectionId }) },
  ],
  'Query.pickup': { as: 'owner', onlyInTestMode: true, arguments: async (side) => ({ id: (await pickup(side)).id }) },
  'Query.pickups': {
    as: 'owner',
    onlyInTestMode: true,
    arguments: async (side) => ({ filter: { shipmentId: (await pickup(side)).shipmentId } }),
  },
  'Mutation.schedulePickup': {
    as: 'owner',
    onlyInTestMode: true,
    arguments: async (side) => ({ input: pickupInput(side, await sandboxLabel(side)) }),
  },
  'Mutation.cancelPickup': {
    as: 'owner',
    onlyInTestMode: true,
    arguments: async (side) => ({ input: { id: (await pickup(side)).id } }),
  },
  'Query.manifest': { as: 'owner', onlyInTestMode: true, arguments: async (side) => ({ id: await manifest(side) }) },
  'Query.manifests': {
    as: 'owner',
    onlyInTestMode: true,
    arguments: async (side) => {
      await manifest(side);
      return {};
    },
  },
  'Mutation.createManifest': {
    as: 'owner',
    onlyInTestMode: true,
    arguments: async (side) => ({ input: manifestInput(side, await sandboxLabel(side)) }),
  },
  'Mutation.validateAddress': [
    { as: 'owner', arguments: (side) => ({ input: { address: fullAddress(side) } }) },
    {
      as: 'owner',
      onlyInTestMode: true,
      arguments: async (side) => ({
        input: { address: { ...fullAddress(side), street1: 'UNKNOWN' }, connectionId: await sandboxConnection(side) },
      }),
    },
    {
      as: 'owner',
      onlyInTestMode: true,
      arguments: async (side) => ({ input: { address: fullAddress(side), connectionId: await sandboxConnection(side) } }),
    },
  ],
  'Query.carrierWebhookDeliveries': {
    as: 'owner',
    arguments: async (side) => ({ filter: { connectionId: await carrierDelivery(side) } }),
  },
  'Mutation.createCarrierWebhook': {
    as: 'owner',
    arguments: async (side) => ({ input: { connectionId: await networkConnection(side), secret: side.text('secret') } }),
  },
  'Mutation.rotateCarrierWebhookSecret': {
    as: 'owner',
    arguments: async (side) => ({
      input: { connectionId: (await carrierWebhook(side)).connectionId, secret: side.text('secret') },
    }),
  },
  'Mutation.deleteCarrierWebhook': {
    as: 'owner',
    arguments: async (side) => ({ input: { connectionId: (await carrierWebhook(side)).connectionId } }),
  },
};

interface Made {
  carrierConnection: { id: string };
}

/** A connection to a network whose carriers tell of parcels by themselves; answers its id. */
async function networkConnection(side: Side): Promise<string> {
  const credentials = { apiKey: side.testMode ? 'EZTKisolation' : 'EZAKisolation' };
  const input = { carrier: 'easypost', displayName: side.text('network'), credentials };
  return (await side.perform<Made>('owner', 'createCarrierConnection', input, 'carrierConnection { id }')).carrierConnection.id;
}

/** A connection to a carrier that does everything; answers its id. */
async function sandboxConnection(side: Side): Promise<string> {
  const input = { carrier: 'sandbox', displayName: side.text('sandbox') };
  return (await side.perform<Made>('owner', 'createCarrierConnection', input, 'carrierConnection { id }')).carrierConnection.id;
}

interface SandboxLabel {
  connectionId: string;
  shipmentId: string;
}

/** A label bought for today through a connection of its own. */
async function sandboxLabel(side: Side): Promise<SandboxLabel> {
  const connectionId = await sandboxConnection(side);
  const { quote } = await side.perform<{ quote: { rates: { id: string }[] } }>(
    'owner',
    'requestQuotes',
    { ...side.quoteRequest(), connectionIds: [connectionId] },
    'quote { rates { id } }',
  );
  const input = { rateId: quote.rates[0]!.id, idempotencyKey: side.text('key') };
  const bought = await side.perform<{ shipment: { id: string } }>('owner', 'purchaseShipment', input, 'shipment { id }');
  return { connectionId, shipmentId: bought.shipment.id };
}

function pickupInput(side: Side, { connectionId, shipmentId }: SandboxLabel): object {
  const date = new Date(side.clock.now().getTime() + 3 * 86_400_000).toISOString().slice(0, 10);
  const window = { date, readyTime: '09:00', closeTime: '17:00', timeZone: 'America/Los_Angeles' };
  const asked = { instructions: side.text('instructions'), idempotencyKey: side.text('key') };
  return { connectionId, shipmentIds: [shipmentId], ...window, ...asked };
}

/** A pickup that is scheduled. */
async function pickup(side: Side): Promise<{ id: string; shipmentId: string }> {
  const label = await sandboxLabel(side);
  const made = await side.perform<{ pickup: { id: string } }>(
    'owner',
    'schedulePickup',
    pickupInput(side, label),
    'pickup { id }',
  );
  return { id: made.pickup.id, shipmentId: label.shipmentId };
}

function manifestInput(side: Side, { connectionId, shipmentId }: SandboxLabel): object {
  return { connectionId, shipDate: side.clock.now().toISOString().slice(0, 10), shipmentIds: [shipmentId] };
}

/** A manifest that was accepted; answers its id. */
async function manifest(side: Side): Promise<string> {
  const input = manifestInput(side, await sandboxLabel(side));
  return (await side.perform<{ manifest: { id: string } }>('owner', 'createManifest', input, 'manifest { id }')).manifest.id;
}

function fullAddress(side: Side): object {
  const place = { street1: '410 Townsend St', city: 'San Francisco', state: 'CA', postalCode: '94107', country: 'US' };
  return { name: side.text('name'), company: side.text('company'), ...place };
}

async function carrierWebhook(side: Side): Promise<{ connectionId: string; token: string; secret: string }> {
  const connectionId = await networkConnection(side);
  const made = await side.perform<{ webhook: { url: string }; secret: string }>(
    'owner',
    'createCarrierWebhook',
    { connectionId, secret: side.text('secret') },
    'webhook { url } secret',
  );
  return { connectionId, token: made.webhook.url.split('/').at(-1)!, secret: made.secret };
}

/** Something that a network told of a parcel that nobody tracks; answers its connection. */
async function carrierDelivery(side: Side): Promise<string> {
  const { connectionId, ...sender } = await carrierWebhook(side);
  const event = {
    id: side.text('event'),
    mode: side.testMode ? 'test' : 'production',
    description: 'tracker.updated',
    result: { tracking_code: side.text('number'), tracking_details: [] },
  };
  const carrier = side.world.context('shipping', { level: 'anonymous', permissions: [] });
  await receiveCarrierWebhook(carrier, easyPostDelivery(sender, event));
  await side.runJob('shipping', 'shipping.process-webhook-deliveries');
  return connectionId;
}
