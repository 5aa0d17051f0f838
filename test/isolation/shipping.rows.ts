import type { Row, Rows } from './row.ts';
import type { Side } from './world/side.ts';

/** How the operations of shipping are called. */
export const shippingRows: Rows = {
  'Query.carriers': { as: 'owner' },
  'Query.carrierConnections': { as: 'owner' },
  'Query.systemCarrierConnections': [
    {
      as: 'owner',
      also: 'tenantAdmin',
      arguments: async (side) => ({ filter: { search: await systemConnection(side, 'name') } }),
    },
  ],
  'Query.quote': { as: 'owner', arguments: ({ ids }) => ({ id: ids.quote }) },
  'Query.quotes': { as: 'owner' },
  'Query.rateSheets': { as: 'owner' },
  'Query.rateSheet': {
    as: 'owner',
    arguments: async (side) => {
      const change = { id: side.ids.rateSheet, endsOn: '2099-12-31', note: side.common('note') };
      await side.perform('tenantAdmin', 'updateRateSheet', change, 'rateSheet { id }');
      return { id: side.ids.rateSheet };
    },
  },
  'Query.shipment': [
    { as: 'owner', arguments: ({ ids }) => ({ id: ids.shipment }) },
    { as: 'owner', arguments: async (side) => ({ id: await declaredShipment(side) }) },
  ],
  'Query.commercialInvoice': { as: 'owner', arguments: async (side) => ({ shipmentId: await declaredShipment(side) }) },
  'Query.shipments': { as: 'owner' },
  'Query.tracker': { as: 'owner', arguments: ({ ids }) => ({ id: ids.tracker }) },
  'Query.trackers': { as: 'owner' },

  'Mutation.createRateSheet': {
    as: 'tenantAdmin',
    arguments: (side) => ({ input: { sheet: smallSheet(side.text('sheet').replaceAll('-', '_')) } }),
  },
  'Mutation.updateRateSheet': {
    as: 'tenantAdmin',
    arguments: async (side) => ({ input: { id: await rateSheet(side), name: side.common('sheet'), endsOn: '2099-12-31' } }),
  },
  'Mutation.importRateSheetCsv': {
    as: 'tenantAdmin',
    arguments: async (side) => ({
      input: {
        id: await rateSheet(side),
        csv: 'service,price_list,weight_not_over_oz,zone_us_usd\nparcel,list,100,5.50\n',
        note: side.common('note'),
      },
    }),
  },
  'Mutation.deleteRateSheet': {
    as: 'tenantAdmin',
    arguments: async (side) => ({ input: { id: await rateSheet(side) } }),
  },
  'Mutation.createCarrierConnection': {
    as: 'owner',
    arguments: (side) => ({
      input: {
        carrier: 'ratesheet',
        displayName: side.text('connection'),
        rateSheetId: side.ids.rateSheet,
        priceList: 'retail',
      },
    }),
  },
  'Mutation.updateCarrierConnection': {
    as: 'owner',
    arguments: (side) => ({ input: { id: side.ids.connection, displayName: side.text('connection') } }),
  },
  'Mutation.deleteCarrierConnection': {
    as: 'owner',
    arguments: async (side) => {
      const input = {
        carrier: 'ratesheet',
        displayName: side.text('connection'),
        rateSheetId: side.ids.rateSheet,
        priceList: 'retail',
      };
      const selection = 'carrierConnection { id }';
      const made = await side.perform<{ carrierConnection: { id: string } }>(
        'owner',
        'createCarrierConnection',
        input,
        selection,
      );
      return { input: { id: made.carrierConnection.id } };
    },
  },
  'Mutation.testCarrierConnection': [
    { as: 'owner', arguments: (side) => ({ input: { id: side.ids.connection } }) },
    {
      as: 'owner',
      onlyInTestMode: true,
      arguments: async (side) => {
        const input = {
          carrier: 'sandbox_meridian',
          displayName: side.text('connection'),
          credentials: { apiKey: 'revoked-key' },
        };
        const made = await side.perform<Made>('owner', 'createCarrierConnection', input, 'carrierConnection { id }');
        return { input: { id: made.carrierConnection.id } };
      },
    },
  ],
  'Mutation.createSystemCarrierConnection': {
    as: 'tenantAdmin',
    isOfWholeTenant: true,
    arguments: (side) => ({ input: systemConnectionInput(side) }),
  },
  'Mutation.updateSystemCarrierConnection': {
    as: 'tenantAdmin',
    isOfWholeTenant: true,
    arguments: async (side) => ({ input: { id: await systemConnection(side), displayName: side.text('system') } }),
  },
  'Mutation.deleteSystemCarrierConnection': {
    as: 'tenantAdmin',
    isOfWholeTenant: true,
    arguments: async (side) => ({ input: { id: await systemConnection(side) } }),
  },
  'Mutation.setSystemCarrierConnectionUse': {
    as: 'owner',
    arguments: async (side) => ({ input: { id: await systemConnection(side), isUsed: false } }),
  },
  'Mutation.requestQuotes': [
    quoteFor({ weight: '2', length: '12' }),
    // Longer than 30 inches costs extra; more than 70 pounds is not carried.
    quoteFor({ weight: '3', length: '32' }),
    quoteFor({ weight: '80', length: '12' }),
  ],
  'Mutation.purchaseShipment': {
    as: 'owner',
    isSpending: true,
    arguments: async (side) => {
      const { rateId } = await side.quote();
      return {
        input: { rateId, entityId: side.ids.entity, idempotencyKey: side.text('key'), reference: side.text('reference') },
      };
    },
  },
  'Mutation.createShipment': {
    as: 'owner',
    arguments: (side) => ({
      input: {
        ...side.quoteRequest(),
        entityId: side.ids.entity,
        notes: side.text('notes'),
        metadata: { note: side.text('note') },
        customs: declaration(side),
        options: { signature: 'ADULT', insuredValue: { amount: '50.00', currency: 'USD' }, isSaturdayDelivery: true },
      },
    }),
  },
  'Mutation.updateShipment': {
    as: 'owner',
    arguments: async (side) => ({ input: { shipmentId: await draftOf(side), notes: side.text('notes') } }),
  },
  'Mutation.duplicateShipment': { as: 'owner', arguments: ({ ids }) => ({ input: { shipmentId: ids.shipment } }) },
  'Mutation.createReturnShipment': { as: 'owner', arguments: ({ ids }) => ({ input: { shipmentId: ids.shipment } }) },
  'Mutation.quoteShipment': {
    as: 'owner',
    arguments: async (side) => ({ input: { shipmentId: await draftOf(side), connectionIds: [side.ids.connection] } }),
  },
  'Mutation.changeShipmentStatus': {
    as: 'owner',
    arguments: async (side) => ({ input: { shipmentId: (await side.shipment()).id, status: 'SHIPPED' } }),
  },
  'Mutation.cancelShipment': {
    as: 'owner',
    arguments: async (side) => ({ input: { shipmentId: (await side.shipment()).id } }),
  },
  'Query.savedAddress': { as: 'owner', arguments: async (side) => ({ id: await savedAddress(side) }) },
  'Query.savedAddresses': { as: 'owner' },
  'Query.parcelTemplate': { as: 'owner', arguments: async (side) => ({ id: await parcelTemplate(side) }) },
  'Query.parcelTemplates': { as: 'owner' },
  'Mutation.createSavedAddress': {
    as: 'owner',
    arguments: (side) => ({ input: { ...addressInput(side), isDefaultShipper: true } }),
  },
  'Mutation.updateSavedAddress': {
    as: 'owner',
    arguments: async (side) => ({ input: { id: await savedAddress(side), name: side.text('address') } }),
  },
  'Mutation.deleteSavedAddress': { as: 'owner', arguments: async (side) => ({ input: { id: await savedAddress(side) } }) },
  'Mutation.createParcelTemplate': { as: 'owner', arguments: (side) => ({ input: templateInput(side) }) },
  'Mutation.updateParcelTemplate': {
    as: 'owner',
    arguments: async (side) => ({ input: { id: await parcelTemplate(side), name: side.text('box') } }),
  },
  'Mutation.deleteParcelTemplate': { as: 'owner', arguments: async (side) => ({ input: { id: await parcelTemplate(side) } }) },
  'Mutation.createTracker': {
    as: 'owner',
    arguments: (side) => ({
      input: {
        trackingNumber: side.text('number'),
        connectionId: side.ids.connection,
        reference: side.text('reference'),
      },
    }),
  },
  'Query.trackingPage': {
    as: 'anyone',
    open: 'the token is the secret that a recipient was sent',
    arguments: async (side) => {
      const { pageToken } = await side.read<{ pageToken: string }>(
        'owner',
        'query ($id: ID!) { tracker(id: $id) { pageToken } }',
        {
          id: side.ids.tracker,
        },
      );
      return { token: pageToken };
    },
  },
  'Subscription.trackerUpdated': [{ as: 'owner' }, { as: 'owner', arguments: ({ ids }) => ({ trackerId: ids.tracker }) }],
  'Subscription.quoteUpdated': { as: 'owner', arguments: ({ ids }) => ({ quoteId: ids.quote }) },
  'Subscription.shipmentUpdated': [{ as: 'owner' }, { as: 'owner', arguments: ({ ids }) => ({ shipmentId: ids.shipment }) }],
  'Mutation.injectTrackingEvents': {
    as: 'owner',
    onlyInTestMode: true,
    arguments: (side) => ({
      input: {
        trackerId: side.ids.tracker,
        events: [{ status: 'IN_TRANSIT', description: side.text('scan'), location: side.text('depot') }],
      },
    }),
  },
};

interface Made {
  carrierConnection: { id: string; displayName: string };
}

function systemConnectionInput(side: Side): object {
  return {
    carrier: 'ratesheet',
    displayName: side.text('system'),
    rateSheetId: side.ids.rateSheet,
    priceList: 'retail',
    audience: 'CHOSEN',
    organizationIds: [side.ids.organization],
  };
}

/** A rate sheet of the tenant's that nobody rates by; answers its id. */
async function rateSheet(side: Side): Promise<string> {
  const sheet = smallSheet(side.common('sheet').replaceAll('-', '_'));
  const made = await side.perform<{ rateSheet: { id: string } }>('tenantAdmin', 'createRateSheet', { sheet }, 'rateSheet { id }');
  return made.rateSheet.id;
}

/** A system connection that is offered to the side's organization alone; answers its id, or its name. */
async function systemConnection(side: Side, answered: 'id' | 'name' = 'id'): Promise<string> {
  const made = await side.perform<Made>(
    'tenantAdmin',
    'createSystemCarrierConnection',
    systemConnectionInput(side),
    'carrierConnection { id displayName }',
  );
  return answered === 'id' ? made.carrierConnection.id : made.carrierConnection.displayName;
}

function addressInput(side: Side): object {
  const street = { street1: side.text('street'), city: 'San Francisco', state: 'CA', postalCode: '94103', country: 'US' };
  return { name: side.text('address'), address: { company: side.text('company'), ...street } };
}

async function savedAddress(side: Side): Promise<string> {
  const made = await side.perform<{ savedAddress: { id: string } }>(
    'owner',
    'createSavedAddress',
    addressInput(side),
    'savedAddress { id }',
  );
  return made.savedAddress.id;
}

function templateInput(side: Side): object {
  return { name: side.text('box'), parcel: { weight: { value: '2', unit: 'LB' } } };
}

async function parcelTemplate(side: Side): Promise<string> {
  const made = await side.perform<{ parcelTemplate: { id: string } }>(
    'owner',
    'createParcelTemplate',
    templateInput(side),
    'parcelTemplate { id }',
  );
  return made.parcelTemplate.id;
}

function declaration(side: Side): object {
  const goods = {
    description: side.text('goods'),
    quantity: 2,
    unitValue: { amount: '12.50', currency: 'USD' },
    weight: { value: '1', unit: 'LB' },
    originCountry: 'US',
    hsCode: '610510',
    parcelPosition: 1,
  };
  return { contents: 'SAMPLE', signer: side.text('signer'), invoiceNumber: side.text('invoice'), commodities: [goods] };
}

async function draftOf(side: Side): Promise<string> {
  const { shipment } = await side.perform<{ shipment: { id: string } }>(
    'owner',
    'createShipment',
    { ...side.quoteRequest(), customs: declaration(side) },
    'shipment { id }',
  );
  return shipment.id;
}

/** A shipment that was bought with goods declared to customs; answers its id. */
async function declaredShipment(side: Side): Promise<string> {
  const request = { ...side.quoteRequest(), customs: declaration(side) };
  const { quote } = await side.perform<{ quote: { rates: { id: string }[] } }>(
    'owner',
    'requestQuotes',
    request,
    'quote { rates { id } }',
  );
  const bought = { rateId: quote.rates[0]!.id, idempotencyKey: side.text('declared') };
  const { shipment } = await side.perform<{ shipment: { id: string } }>('owner', 'purchaseShipment', bought, 'shipment { id }');
  return shipment.id;
}

function quoteFor({ weight, length }: { weight: string; length: string }): Row {
  const parcel = { weight: { value: weight, unit: 'LB' }, dimensions: { length, width: '9', height: '4', unit: 'IN' } };
  return {
    as: 'owner',
    arguments: (side) => ({
      input: {
        ...side.quoteRequest(),
        parcels: [parcel],
        entityId: side.ids.entity,
        connectionIds: [side.ids.connection],
      },
    }),
  };
}

function smallSheet(code: string): object {
  const service = {
    code: 'parcel',
    name: 'Parcel',
    carrierName: 'Courier',
    priceList: 'list',
    zones: ['us'],
    limits: {},
    surcharges: [],
    transitDays: { standard: { minimum: 1, maximum: 2 } },
    maxWeightOunces: '100',
    weightBands: [{ notOverOunces: '100', amountsByZone: { us: '4.50' } }],
  };
  const zoning = { by: 'lists', listedZones: [{ zone: 'us', name: 'Everywhere', destination: { countries: ['US'] } }] };
  return { code, name: code, currency: 'USD', originCountry: 'US', zoning, services: [service] };
}
