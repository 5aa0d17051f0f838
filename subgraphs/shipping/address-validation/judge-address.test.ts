import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { answerOf } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { updateCarrierConnection } from '../connections/change-carrier-connection.ts';
import { createCarrierConnection } from '../connections/create-carrier-connection.ts';
import { aShipper, connectSandbox, connectUsps, NEW_YORK, type Shipper } from '../test-support/shipping-fixtures.ts';
import { judgeAddress } from './judge-address.ts';

let world: TestWorld;
let shipper: Shipper;
let sandboxId: Uuid;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  shipper = await aShipper(world);
  sandboxId = await connectSandbox(shipper);
});
after(() => world.close());

async function requestsMade(): Promise<number> {
  const [row] = await world.inspect<{ count: number }>(
    `select count(*)::int as count from platform.outbox where type = 'usage.carrier_request.made'`,
  );
  return row!.count;
}

test('without a carrier the rules of the country decide, correct what they can, and nothing is verified', async () => {
  const judged = await judgeAddress(shipper.context(), {
    address: { ...NEW_YORK, state: 'new york', postalCode: '101181234', city: ' New  York ' },
  });
  assert.deepEqual(judged, {
    isValid: true,
    deliverability: 'unverified',
    address: { ...NEW_YORK, postalCode: '10118-1234' },
    correctedFields: ['city', 'state', 'postalCode'],
    isResidential: null,
    judgedBy: null,
    messages: [],
  });
});

test('each part that breaks the rules is told by its field, and nothing is corrected', async () => {
  const judged = await judgeAddress(shipper.context(), {
    address: { name: 'Ada', street1: ' ', city: 'Toronto', state: 'XX', postalCode: '10118', country: 'CA' },
  });
  assert.deepEqual([judged.isValid, judged.address, judged.correctedFields], [false, null, []]);
  assert.deepEqual(
    judged.messages.map(({ field, code }) => [field, code]),
    [
      ['street1', 'ADDRESS_FIELD_REQUIRED'],
      ['state', 'ADDRESS_STATE_UNKNOWN'],
      ['postalCode', 'ADDRESS_POSTAL_CODE_INVALID'],
    ],
  );
});

test('a carrier says how it writes an address and whether it delivers there, and the call is metered', async () => {
  const before = await requestsMade();
  const judged = await judgeAddress(shipper.context(), { address: NEW_YORK, connectionId: sandboxId });
  assert.deepEqual(
    [judged.isValid, judged.deliverability, judged.judgedBy, judged.isResidential, judged.correctedFields],
    [true, 'deliverable', 'Sandbox', true, ['street1', 'city']],
  );
  assert.deepEqual([judged.address?.street1, judged.address?.city], ['350 5TH AVE', 'NEW YORK']);
  assert.equal((await requestsMade()) - before, 1);
});

test('where nothing arrives the address is not valid, and the carrier says why', async () => {
  const judged = await judgeAddress(shipper.context(), { address: { ...NEW_YORK, street1: 'Unknown' }, connectionId: sandboxId });
  assert.deepEqual([judged.isValid, judged.deliverability], [false, 'undeliverable']);
  assert.deepEqual(
    judged.messages.map(({ field, code }) => [field, code]),
    [['street1', 'ADDRESS_NOT_FOUND']],
  );
});

test('what breaks the rules is not sent to the carrier', async () => {
  const before = await requestsMade();
  await judgeAddress(shipper.context(), { address: { ...NEW_YORK, postalCode: '1' }, connectionId: sandboxId });
  assert.equal(await requestsMade(), before);
});

test('a carrier that turns the connection away leaves the rules’ word standing', async () => {
  const { id } = await createCarrierConnection(shipper.context(), {
    carrier: 'sandbox_meridian',
    displayName: 'Meridian',
    credentials: { apiKey: 'revoked-key' },
  });
  const judged = await judgeAddress(shipper.context(), { address: NEW_YORK, connectionId: id });
  assert.deepEqual([judged.isValid, judged.deliverability, judged.judgedBy], [true, 'unverified', null]);
  assert.deepEqual(
    judged.messages.map(({ code, field }) => [code, field]),
    [['CARRIER_CREDENTIALS_REJECTED', null]],
  );
});

test('connections that cannot do it, are switched off, or are not the caller’s are refused', async () => {
  const usps = await connectUsps(world, shipper);
  const off = await connectSandbox(shipper);
  await updateCarrierConnection(shipper.context(), { id: off, isActive: false });
  const other = await connectSandbox(await aShipper(world, { tenant: shipper.tenant }));
  for (const [connectionId, code] of [
    [usps, 'CARRIER_OPERATION_UNSUPPORTED'],
    [off, 'CONNECTION_INACTIVE'],
    [other, 'NOT_FOUND'],
    [newId(), 'NOT_FOUND'],
  ] as const)
    await assert.rejects(judgeAddress(shipper.context(), { address: NEW_YORK, connectionId }), { code, field: 'connectionId' });
});

test('validateAddress answers the judgement over GraphQL', async () => {
  const answer = await answerOf(world, 'shipping', shipper.identity, {
    query: `mutation ($input: ValidateAddressInput!) { validateAddress(input: $input) {
      validation { isValid deliverability address { postalCode } correctedFields messages { field code } } errors { code } } }`,
    variables: { input: { address: { ...NEW_YORK, postalCode: '101181234' } } },
  });
  assert.deepEqual(answer, {
    validateAddress: {
      validation: {
        isValid: true,
        deliverability: 'UNVERIFIED',
        address: { postalCode: '10118-1234' },
        correctedFields: ['postalCode'],
        messages: [],
      },
      errors: [],
    },
  });
});
