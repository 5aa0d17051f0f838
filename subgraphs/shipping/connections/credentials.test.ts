import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { DomainError } from '../../../platform/errors/domain-error.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { answerOf } from '../../../test/support/ask-subgraph.ts';
import { TEST_SECRET } from '../../../test/support/test-settings.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { Vault } from '../../../platform/vault/vault.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import { aConsignment, aShipper, type Shipper } from '../test-support/shipping-fixtures.ts';
import { deleteCarrierConnection, updateCarrierConnection } from './change-carrier-connection.ts';
import { createCarrierConnection } from './create-carrier-connection.ts';
import { testCarrierConnection } from './test-carrier-connection.ts';

const KEY = 'meridian-key-4711';
let world: TestWorld;
let shipper: Shipper;

before(async () => {
  world = await createTestWorld({ clock: new ManualClock(new Date('2026-03-02T09:00:00Z')), startsWorkers: false });
  shipper = await aShipper(world);
});
after(() => world.close());

async function connectMeridian(apiKey = KEY, by = shipper): Promise<Uuid> {
  const command = { carrier: 'sandbox_meridian', displayName: 'Meridian', credentials: { apiKey } };
  return (await createCarrierConnection(by.context(), command)).id;
}

async function storedCredentials(id: Uuid): Promise<string | null> {
  const rows = await world.inspect<{ credentials: string | null }>(
    `select credentials from "${shipper.tenant.schema}".carrier_connections where id = $1`,
    [id],
  );
  return rows[0]!.credentials;
}

async function refusal(work: Promise<unknown>): Promise<{ code: string; field: string | undefined; message: string }[]> {
  let details: { code: string; field: string | undefined; message: string }[] = [];
  await assert.rejects(work, (error: DomainError) => {
    details = error.details().map(({ code, field, message }) => ({ code, field, message }));
    return true;
  });
  return details;
}

test('credentials are sealed at rest, and neither answers, events nor the audit log hold them', async () => {
  const { payload } = await answerOf<{
    payload: { carrierConnection: { id: string; hasCredentials: boolean }; errors: object[] };
  }>(world, 'shipping', shipper.identity, {
    query: `mutation ($input: CreateCarrierConnectionInput!) { payload: createCarrierConnection(input: $input) {
        carrierConnection { id hasCredentials config } errors { code } } }`,
    variables: { input: { carrier: 'sandbox_meridian', displayName: 'Meridian', credentials: { apiKey: KEY } } },
  });
  assert.equal(payload.carrierConnection.hasCredentials, true);
  assert.doesNotMatch(JSON.stringify(payload), /4711/);
  const leaks = await world.inspect<{ leaks: boolean }>(
    `select exists (select from "${shipper.tenant.schema}".carrier_connections c where c::text like '%4711%')
      or exists (select from platform.audit_log a where a::text like '%4711%')
      or exists (select from platform.outbox o where o::text like '%4711%') as leaks`,
  );
  assert.deepEqual(leaks, [{ leaks: false }]);
});

test('a seal that is copied to another connection does not open', async () => {
  const [mine, theirs] = [await connectMeridian(), await connectMeridian('meridian-key-0815')];
  await world.inspect(
    `update "${shipper.tenant.schema}".carrier_connections set credentials = (select credentials from "${shipper.tenant.schema}".carrier_connections where id = $1)
     where id = $2`,
    [theirs, mine],
  );
  await assert.rejects(testCarrierConnection(shipper.context(), mine), /altered or belongs to something else/);
});

test('what the carrier wants is checked, with a fault a field that does not repeat what was sent', async () => {
  const context = shipper.context();
  const create = (credentials: unknown, carrier = 'sandbox_meridian'): Promise<unknown> =>
    createCarrierConnection(context, { carrier, displayName: 'Meridian', credentials });
  const faults = async (credentials: unknown, carrier?: string): Promise<[string, string | undefined][]> => {
    const details = await refusal(create(credentials, carrier));
    assert.doesNotMatch(JSON.stringify(details), /hunter2/);
    return details.map(({ code, field }) => [code, field]);
  };
  assert.deepEqual(await faults(undefined), [['CREDENTIALS_REQUIRED', 'credentials']]);
  assert.deepEqual(await faults({ apiKey: 'hunter2' }), [['CREDENTIALS_INVALID', 'credentials.apiKey']]);
  assert.deepEqual(await faults({ apiKey: { value: 'hunter2' } }), [['CREDENTIALS_INVALID', 'credentials.apiKey']]);
  assert.deepEqual(await faults('hunter2'), [['CREDENTIALS_INVALID', 'credentials']]);
  assert.deepEqual(await faults({ apiKey: KEY, password: 'hunter2' }), [['CREDENTIALS_INVALID', 'credentials']]);
  assert.deepEqual(await faults({ apiKey: KEY }, 'sandbox'), [['CREDENTIALS_INVALID', 'credentials']]);
});

test('a test tells whether the carrier lets the connection in, and is metered', async () => {
  const id = await connectMeridian('revoked-key');
  await world.inspect('truncate platform.outbox');
  const failed = await testCarrierConnection(shipper.context(), id);
  assert.deepEqual(
    failed.failures.map(({ code }) => code),
    ['CARRIER_CREDENTIALS_REJECTED'],
  );
  assert.equal(failed.connection.testFailure, 'CARRIER_CREDENTIALS_REJECTED');
  await updateCarrierConnection(shipper.context(), { id, credentials: { apiKey: KEY } });
  const { connection, failures } = await testCarrierConnection(shipper.context(), id);
  assert.deepEqual(failures, []);
  assert.deepEqual([connection.testedAt?.toISOString(), connection.testFailure], ['2026-03-02T09:00:00.000Z', null]);
  const events = await world.inspect<{ data: { operation: string; status: string } }>(
    `select data from platform.outbox where type = 'usage.carrier_request.made' order by data ->> 'status'`,
  );
  assert.deepEqual(
    events.map(({ data }) => [data.operation, data.status]),
    [
      ['verify', 'error'],
      ['verify', 'ok'],
    ],
  );
});

test('credentials that the carrier turns away cost its own offers only, by name', async () => {
  const by = await aShipper(world);
  await connectMeridian('revoked-key', by);
  await createCarrierConnection(by.context(), { carrier: 'sandbox', displayName: 'Sandbox' });
  const quote = await requestQuotes(by.context(), aConsignment());
  assert.deepEqual(
    quote.rates.map((rate) => rate.service),
    ['sandbox_ground', 'sandbox_express'],
  );
  assert.deepEqual(
    quote.messages.map(({ carrierName, code }) => [carrierName, code]),
    [['Meridian Worldwide', 'CARRIER_CREDENTIALS_REJECTED']],
  );
});

test('what a former secret sealed is sealed anew by a test', async () => {
  const id = await connectMeridian();
  const former = new Vault('the secret from before, thirty-two characters');
  const seal = former.seal(JSON.stringify({ apiKey: KEY }), `carrier_connection/${id}`);
  await world.inspect(`update "${shipper.tenant.schema}".carrier_connections set credentials = $2 where id = $1`, [id, seal]);
  const vault = new Vault(TEST_SECRET, ['the secret from before, thirty-two characters']);
  await testCarrierConnection({ ...shipper.context(), vault }, id);
  const renewed = await storedCredentials(id);
  assert.ok(vault.isCurrent(renewed!));
  assert.deepEqual(JSON.parse(new Vault(TEST_SECRET).open(renewed!, `carrier_connection/${id}`)), { apiKey: KEY });
});

test('a deleted connection keeps no credentials', async () => {
  const id = await connectMeridian();
  await deleteCarrierConnection(shipper.context(), id);
  assert.equal(await storedCredentials(id), null);
});

test('carriers tell what they want as a JSON Schema; the sandbox is told in test mode only', async () => {
  const query = '{ carriers { code credentialsSchema configSchema capabilities services { code } } }';
  const list = async (testMode: boolean): Promise<{ code: string; credentialsSchema: { required: string[] } | null }[]> =>
    (
      await answerOf<{ carriers: { code: string; credentialsSchema: { required: string[] } | null }[] }>(
        world,
        'shipping',
        { ...shipper.identity, testMode },
        { query },
      )
    ).carriers;
  const inTest = await list(true);
  assert.deepEqual(inTest.find(({ code }) => code === 'sandbox_meridian')?.credentialsSchema?.required, ['apiKey']);
  assert.equal(inTest.find(({ code }) => code === 'sandbox')?.credentialsSchema, null);
  assert.equal(
    (await list(false)).some(({ code }) => code.startsWith('sandbox')),
    false,
  );
});
