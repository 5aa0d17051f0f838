import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { DomainError } from '../../../platform/errors/domain-error.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { OperationClient } from '../../../platform/operations/operation-client.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { updateCarrierConnection } from '../connections/change-carrier-connection.ts';
import {
  aConsignment,
  anEntityWith,
  aShipper,
  connectSandbox,
  connectUsps,
  LOS_ANGELES,
  rowCounts,
  type Shipper,
} from '../test-support/shipping-fixtures.ts';
import type { RequestQuotes } from './quote-request.ts';
import { requestQuotes } from './request-quotes.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let shipper: Shipper;
let sandboxId: string;
let uspsId: string;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  shipper = await aShipper(world);
  sandboxId = await connectSandbox(shipper);
  uspsId = await connectUsps(world, shipper);
});
after(() => world.close());

async function refusal(command: RequestQuotes, by: Shipper = shipper): Promise<{ code: string; field: string | undefined }[]> {
  const before = await rowCounts(world, by);
  let refused: { code: string; field: string | undefined }[] = [];
  await assert.rejects(requestQuotes(by.context(), command), (error: DomainError) => {
    refused = error.details().map(({ code, field }) => ({ code, field }));
    return true;
  });
  assert.deepEqual(await rowCounts(world, by), before, 'nothing was stored');
  return refused;
}

test('two pounds from New York to Los Angeles are offered by both carriers, cheapest first', async () => {
  const quote = await requestQuotes(shipper.context(), aConsignment({ reference: ' PO-1 ' }));
  assert.deepEqual(
    quote.rates.map((rate) => [
      rate.service,
      rate.carrierCharge,
      rate.transitDays,
      rate.zone,
      rate.billableWeightOunces,
      rate.estimatedDelivery,
    ]),
    [
      ['sandbox_ground', '6.00', 5, null, '32', '2026-03-07'],
      ['usps_ground_advantage', '11.85', 5, '8', '32', '2026-03-07'],
      ['sandbox_express', '14.50', 1, null, '32', '2026-03-03'],
      ['usps_priority_mail', '14.71', 3, '8', '32', '2026-03-05'],
    ],
  );
  assert.deepEqual(quote.messages, []);
  assert.equal(quote.reference, 'PO-1');
  assert.equal(quote.expiresAt.toISOString(), '2026-03-02T09:15:00.000Z');
});

test('a quote takes four statements here, however many rates it has, and meters each call to a carrier', async () => {
  await requestQuotes(shipper.context(), aConsignment());
  await world.inspect('truncate platform.outbox');
  const before = world.statements();
  await requestQuotes(shipper.context(), aConsignment());
  assert.equal(world.statements() - before, 4);
  const events = await world.inspect<{ type: string; data: { connectionId: string; operation: string; status: string } }>(
    `select type, data from platform.outbox where type = 'usage.carrier_request.made' order by data ->> 'carrierName'`,
  );
  assert.deepEqual(
    events.map(({ data }) => [data.connectionId, data.operation, data.status]),
    [
      [sandboxId, 'rate', 'ok'],
      [uspsId, 'rate', 'ok'],
    ],
  );
});

test('what a carrier cannot carry stands beside what another can', async () => {
  const quote = await requestQuotes(shipper.context(), aConsignment({ recipient: { ...LOS_ANGELES, street1: 'Unserved' } }));
  assert.deepEqual(
    quote.rates.map((rate) => rate.service),
    ['usps_ground_advantage', 'usps_priority_mail'],
  );
  assert.deepEqual(quote.messages, [
    {
      connectionId: sandboxId,
      carrierName: 'Sandbox',
      service: null,
      code: 'NO_ZONE',
      message: 'The sandbox does not serve this address.',
      field: 'recipient.street1',
    },
  ]);
});

test('a parcel over every limit makes a quote without rates, with a message for each service', async () => {
  const quote = await requestQuotes(shipper.context(), aConsignment({ parcels: [{ weight: { value: '70.01', unit: 'lb' } }] }));
  assert.deepEqual(quote.rates, []);
  assert.deepEqual(
    quote.messages
      .map(({ service, code, field }) => [service, code, field])
      .toSorted(([left], [right]) => left!.localeCompare(right!)),
    ['sandbox_express', 'sandbox_ground', 'usps_ground_advantage', 'usps_priority_mail'].map((service) => [
      service,
      'OVER_WEIGHT_LIMIT',
      'parcels.0.weight',
    ]),
  );
});

test('a carrier that does not answer in time is left behind and metered as an error', async () => {
  await world.inspect('truncate platform.outbox');
  const quote = await requestQuotes(
    shipper.context(),
    aConsignment({ recipient: { ...LOS_ANGELES, street1: 'TIMEOUT' }, deadlineMs: 50 }),
  );
  assert.deepEqual(
    quote.rates.map((rate) => rate.carrierName),
    ['USPS', 'USPS'],
  );
  assert.deepEqual(
    quote.messages.map(({ connectionId, code }) => [connectionId, code]),
    [[sandboxId, 'CARRIER_TIMEOUT']],
  );
  const [metered] = await world.inspect<{ status: string }>(
    `select data ->> 'status' as status from platform.outbox where data ->> 'connectionId' = $1`,
    [sandboxId],
  );
  assert.equal(metered?.status, 'error');
});

test('services and connections can be chosen', async () => {
  const byService = await requestQuotes(shipper.context(), aConsignment({ services: ['usps_priority_mail', 'sandbox_express'] }));
  assert.deepEqual(
    byService.rates.map((rate) => rate.service),
    ['sandbox_express', 'usps_priority_mail'],
  );
  const byConnection = await requestQuotes(
    shipper.context(),
    aConsignment({ connectionIds: [sandboxId], shipDate: '2026-03-04' }),
  );
  assert.deepEqual(
    byConnection.rates.map((rate) => [rate.service, rate.estimatedDelivery]),
    [
      ['sandbox_ground', '2026-03-09'],
      ['sandbox_express', '2026-03-05'],
    ],
  );
});

test('every fault of the input is named with its field, and nothing is stored', async () => {
  assert.deepEqual(
    await refusal(
      aConsignment({
        recipient: { ...LOS_ANGELES, postalCode: '9001', state: 'XX' },
        parcels: [{ weight: { value: '-1', unit: 'oz' }, dimensions: { length: '0', width: '1', height: '1', unit: 'in' } }],
        shipDate: '2026-03-01',
      }),
    ),
    [
      { code: 'ADDRESS_STATE_UNKNOWN', field: 'recipient.state' },
      { code: 'ADDRESS_POSTAL_CODE_INVALID', field: 'recipient.postalCode' },
      { code: 'WEIGHT_NOT_POSITIVE', field: 'parcels.0.weight' },
      { code: 'DIMENSION_NOT_POSITIVE', field: 'parcels.0.dimensions.length' },
      { code: 'SHIP_DATE_OUT_OF_RANGE', field: 'options.shipDate' },
    ],
  );
  assert.deepEqual(await refusal(aConsignment({ parcels: [] })), [{ code: 'PARCELS_EMPTY', field: 'parcels' }]);
  const pound = { weight: { value: '1', unit: 'lb' } } as const;
  const tooMany = Array.from({ length: 101 }, () => pound);
  assert.deepEqual(await refusal(aConsignment({ parcels: tooMany })), [{ code: 'TOO_MANY_PARCELS', field: 'parcels' }]);
  const nothing = { weight: { value: '0', unit: 'lb' } } as const;
  assert.deepEqual(await refusal(aConsignment({ parcels: [pound, nothing, pound, nothing] })), [
    { code: 'WEIGHT_NOT_POSITIVE', field: 'parcels.1.weight' },
    { code: 'WEIGHT_NOT_POSITIVE', field: 'parcels.3.weight' },
  ]);
  assert.deepEqual(await refusal(aConsignment({ services: ['sandbox_ground', 'teleport'] })), [
    { code: 'UNKNOWN_SERVICE', field: 'services.1' },
  ]);
  assert.deepEqual(await refusal(aConsignment({ connectionIds: [sandboxId, newId()] })), [
    { code: 'NOT_FOUND', field: 'connectionIds.1' },
  ]);
});

test('another organization cannot ask through this one’s connections, nor read its quotes', async () => {
  const quote = await requestQuotes(shipper.context(), aConsignment());
  for (const stranger of [
    await aShipper(world, { tenant: shipper.tenant }),
    await aShipper(world),
    { ...shipper, ...(await aShipper(world, { tenant: shipper.tenant, testMode: false })) },
  ]) {
    assert.deepEqual(await refusal(aConsignment({ connectionIds: [sandboxId] }), stranger), [
      { code: 'NOT_FOUND', field: 'connectionIds.0' },
    ]);
    assert.deepEqual(await refusal(aConsignment(), stranger), [{ code: 'NO_CARRIER_CONNECTION', field: 'connectionIds' }]);
    const answer = await answerOf<{ quote: null; quotes: { totalCount: number } }>(world, 'shipping', stranger.identity, {
      query: `query Q($id: ID!) { quote(id: $id) { id } quotes { totalCount } }`,
      variables: { id: encodeId(ID_PREFIX.quote, quote.id) },
    });
    assert.equal(answer.quote, null);
    assert.equal(answer.quotes.totalCount, 0);
  }
});

test('a connection that is switched off is not asked, and says so when it is named', async () => {
  const other = await aShipper(world, { tenant: shipper.tenant });
  const id = await connectSandbox(other);
  await updateCarrierConnection(other.context(), { id, isActive: false });
  assert.deepEqual(await refusal(aConsignment({ connectionIds: [id] }), other), [
    { code: 'CONNECTION_INACTIVE', field: 'connectionIds.0' },
  ]);
  assert.deepEqual(await refusal(aConsignment(), other), [{ code: 'NO_CARRIER_CONNECTION', field: 'connectionIds' }]);
});

const REQUEST = `mutation Request($input: RequestQuotesInput!) {
  requestQuotes(input: $input) {
    quote { id status expiresAt recipient { postalCode } parcels { weight { value unit } } messages { code }
      rates { id service carrierCharge { amount currency } surcharges { code amount { amount } } connection { displayName } zone explanation payerEntityId } organization { id } }
    errors { code field message } } }`;

const INPUT = {
  shipper: { company: 'Acme', street1: '350 5th Ave', city: 'New York', state: 'new york', postalCode: '10118', country: 'us' },
  recipient: {
    name: 'Ben',
    street1: '200 N Spring St',
    city: 'Los Angeles',
    state: 'CA',
    postalCode: '900121234',
    country: 'US',
  },
  parcels: [{ weight: { value: '2', unit: 'LB' }, dimensions: { length: '23', width: '4', height: '4', unit: 'IN' } }],
};

interface RequestAnswer {
  requestQuotes: {
    quote: {
      id: string;
      status: string;
      recipient: { postalCode: string };
      parcels: unknown[];
      rates: { id: string; service: string; explanation: string[] }[];
      organization: { id: string };
    } | null;
    errors: { code: string; field: string | null }[];
  };
}

test('refuses an entity that is not the organization’s, and asks no carrier', async () => {
  const other = await aShipper(world, { tenant: shipper.tenant });
  await world.inspect('truncate platform.outbox');
  for (const entityId of [newId(), await anEntityWith(world, other, '0'), await anEntityWith(world, await aShipper(world), '0')])
    assert.deepEqual(await refusal(aConsignment({ entityId })), [{ code: 'NOT_FOUND', field: 'entityId' }]);
  assert.deepEqual(await world.inspect(`select from platform.outbox where type = 'usage.carrier_request.made'`), []);
});

test('requestQuotes answers rates over GraphQL, and quote(id) and a reference to the rate answer the same', async () => {
  const entityId = encodeId(ID_PREFIX.entity, await anEntityWith(world, shipper, '0'));
  const answer = await answerOf<RequestAnswer>(world, 'shipping', shipper.identity, {
    query: REQUEST,
    variables: { input: { ...INPUT, entityId } },
  });
  const quote = answer.requestQuotes.quote!;
  assert.deepEqual(answer.requestQuotes.errors, []);
  assert.equal(quote.status, 'OPEN');
  assert.equal(quote.recipient.postalCode, '90012-1234');
  assert.deepEqual(quote.parcels, [{ weight: { value: '2', unit: 'LB' } }]);
  assert.equal(quote.organization.id, encodeId(ID_PREFIX.organization, shipper.organizationId));
  const { explanation, ...ground } = quote.rates.find((rate) => rate.service === 'usps_ground_advantage')! as never as Record<
    string,
    unknown
  > & { explanation: string[]; id: string };
  assert.deepEqual(ground, {
    id: ground.id,
    service: 'usps_ground_advantage',
    carrierCharge: { amount: '15.85', currency: 'USD' },
    surcharges: [{ code: 'nonstandard_length_22', amount: { amount: '4.00' } }],
    connection: { displayName: 'USPS' },
    zone: '8',
    payerEntityId: entityId,
  });
  assert.match(explanation[1]!, /11\.85 USD \+ 4\.00 USD/);
  const again = await answerOf<{ quote: unknown }>(world, 'shipping', shipper.identity, {
    query: `query Q($id: ID!) { quote(id: $id) ${REQUEST.slice(REQUEST.indexOf('{ id status'), REQUEST.indexOf('errors {')).trim()} }`,
    variables: { id: quote.id },
  });
  assert.deepEqual(again.quote, quote);
  const references = {
    query: `query R($r: [_Any!]!) { _entities(representations: $r) { ... on Rate { id service } ... on Quote { id status } } }`,
  };
  const variables = {
    r: [
      { __typename: 'Rate', id: ground.id },
      { __typename: 'Quote', id: quote.id },
    ],
  };
  const own = await answerOf<{ _entities: unknown[] }>(world, 'shipping', shipper.identity, { ...references, variables });
  assert.deepEqual(own._entities, [
    { id: ground.id, service: 'usps_ground_advantage' },
    { id: quote.id, status: 'OPEN' },
  ]);
  const stranger = await aShipper(world, { tenant: shipper.tenant });
  const foreign = await answerOf<{ _entities: unknown[] }>(world, 'shipping', stranger.identity, { ...references, variables });
  assert.deepEqual(foreign._entities, [null, null]);
});

test('faults come back in the payload with their fields, and too few rights as an error', async () => {
  const answer = await answerOf<RequestAnswer>(world, 'shipping', shipper.identity, {
    query: REQUEST,
    variables: {
      input: {
        ...INPUT,
        recipient: { ...INPUT.recipient, postalCode: 'ABC' },
        parcels: [{ weight: { value: '0', unit: 'KG' } }],
      },
    },
  });
  assert.equal(answer.requestQuotes.quote, null);
  assert.deepEqual(
    answer.requestQuotes.errors.map(({ code, field }) => [code, field]),
    [
      ['ADDRESS_POSTAL_CODE_INVALID', 'recipient.postalCode'],
      ['WEIGHT_NOT_POSITIVE', 'parcels.0.weight'],
    ],
  );
  const denied = await askSubgraph(
    world,
    'shipping',
    { ...shipper.identity, permissions: ['view_shipments'] },
    { query: REQUEST, variables: { input: INPUT } },
  );
  assert.deepEqual(
    denied.errors.map(({ code }) => code),
    ['FORBIDDEN'],
  );
});

test('a quote is open for 15 minutes and expired from then on', async () => {
  const quote = await requestQuotes(shipper.context(), aConsignment());
  const ask = async (): Promise<string> =>
    (
      await answerOf<{ quote: { status: string } }>(world, 'shipping', shipper.identity, {
        query: `query Q($id: ID!) { quote(id: $id) { status } }`,
        variables: { id: encodeId(ID_PREFIX.quote, quote.id) },
      })
    ).quote.status;
  clock.advance(15 * 60_000 - 1);
  assert.equal(await ask(), 'OPEN');
  clock.advance(1);
  assert.equal(await ask(), 'EXPIRED');
});

test('a list of quotes with rates and their connections takes three statements for one quote or thirty', async () => {
  const other = await aShipper(world);
  await connectSandbox(other);
  const query = `{ quotes(first: 50) { edges { node { id status organization { id } rates { id connection { displayName } } } } } }`;
  await requestQuotes(other.context(), aConsignment());
  const one = await askSubgraph<{ quotes: { edges: unknown[] } }>(world, 'shipping', other.identity, { query });
  for (let count = 1; count < 30; count += 1) await requestQuotes(other.context(), aConsignment());
  const thirty = await askSubgraph<{ quotes: { edges: unknown[] } }>(world, 'shipping', other.identity, { query });
  assert.deepEqual([one.data.quotes.edges.length, thirty.data.quotes.edges.length], [1, 30]);
  assert.deepEqual([one.statements, thirty.statements], [3, 3]);
});

test('a quote that addons could not price is taken back, and its calls to carriers stay metered', async () => {
  const unpriced = shipper.context();
  unpriced.operations = new OperationClient(() => Promise.reject(new Error('addons is down')));
  await world.inspect('truncate platform.outbox');
  const before = await rowCounts(world, shipper);
  await assert.rejects(requestQuotes(unpriced, aConsignment()), { code: 'SUBGRAPH_UNAVAILABLE' });
  assert.deepEqual(await rowCounts(world, shipper), before);
  const [metered] = await world.inspect<{ count: number }>('select count(*)::int as count from platform.outbox');
  assert.equal(metered?.count, 2);
});
