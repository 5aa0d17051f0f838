import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { DomainError } from '../../../platform/errors/domain-error.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import { aConsignment, aShipper, connectSandbox, type Shipper } from '../test-support/shipping-fixtures.ts';
import { deleteSystemConnection, updateSystemConnection } from './change-carrier-connection.ts';
import { createSystemConnection, type CreateSystemConnection } from './create-carrier-connection.ts';
import { setSystemConnectionUse } from './decline-connection.ts';

let world: TestWorld;
let one: Shipper;
let other: Shipper;

before(async () => {
  world = await createTestWorld({ clock: new ManualClock(new Date('2026-03-02T09:00:00Z')), startsWorkers: false });
  one = await aShipper(world);
  other = await aShipper(world, { tenant: one.tenant });
});
after(() => world.close());

const staff = (): RequestContext => world.context('shipping', { tenant: one.tenant, testMode: true });

async function offerSandbox(offer: Partial<CreateSystemConnection> = {}): Promise<string> {
  const command: CreateSystemConnection = { carrier: 'sandbox', displayName: 'House sandbox', audience: 'all', ...offer };
  return (await createSystemConnection(staff(), command)).id;
}

async function connectionsAsked(by: Shipper): Promise<string[]> {
  const quote = await requestQuotes(by.context(), aConsignment());
  return [...new Set(quote.rates.map((rate) => rate.connectionId))].toSorted();
}

async function listed(by: Shipper): Promise<string[]> {
  const { systemCarrierConnections } = await answerOf<{
    systemCarrierConnections: { edges: { node: { displayName: string; isSystem: boolean } }[] };
  }>(world, 'shipping', by.identity, {
    query: '{ systemCarrierConnections(sort: DISPLAY_NAME_ASC) { edges { node { displayName isSystem } } } }',
  });
  assert.ok(systemCarrierConnections.edges.every(({ node }) => node.isSystem));
  return systemCarrierConnections.edges.map(({ node }) => node.displayName);
}

async function refusedCode(work: Promise<unknown>): Promise<string> {
  let code = 'not refused';
  await assert.rejects(work, (error: DomainError) => {
    code = error.code;
    return true;
  });
  return code;
}

test('one for all is asked in every organization of the tenant, one for the chosen in theirs alone, and in no other tenant', async () => {
  const [first, second, stranger] = [await aShipper(world), await aShipper(world), await aShipper(world)];
  second.identity.tenant = first.tenant;
  const both = { tenant: first.tenant, testMode: true };
  const make = (command: Partial<CreateSystemConnection>): Promise<{ id: string }> =>
    createSystemConnection(world.context('shipping', both), {
      carrier: 'sandbox',
      displayName: 'For all',
      audience: 'all',
      ...command,
    });
  const { id: forAll } = await make({});
  const { id: forFirst } = await make({
    displayName: 'For the first',
    audience: 'chosen',
    organizationIds: [first.organizationId],
  });
  const sibling = await aShipper(world, { tenant: first.tenant });
  assert.deepEqual(await connectionsAsked(first), [forAll, forFirst].toSorted());
  assert.deepEqual(await connectionsAsked(sibling), [forAll]);
  assert.deepEqual(await listed(first), ['For all', 'For the first']);
  assert.deepEqual(await listed(sibling), ['For all']);
  assert.deepEqual(await listed(stranger), []);
  assert.equal(await refusedCode(requestQuotes(sibling.context(), aConsignment({ connectionIds: [forFirst] }))), 'NOT_FOUND');
  assert.equal(await refusedCode(requestQuotes(stranger.context(), aConsignment())), 'NO_CARRIER_CONNECTION');
});

test('its use is metered in the name of the organization that used it', async () => {
  const shipper = await aShipper(world);
  const { id } = await createSystemConnection(world.context('shipping', { tenant: shipper.tenant, testMode: true }), {
    carrier: 'sandbox',
    displayName: 'House sandbox',
    audience: 'all',
  });
  await world.inspect('truncate platform.outbox');
  await requestQuotes(shipper.context(), aConsignment());
  const events = await world.inspect<{ organization_id: string; data: { connectionId: string } }>(
    `select organization_id, data from platform.outbox where type = 'usage.carrier_request.made'`,
  );
  assert.deepEqual(
    events.map((event) => [event.organization_id, event.data.connectionId]),
    [[shipper.organizationId, id]],
  );
});

test('an organization switches it off for itself and on again; the others keep it', async () => {
  const id = await offerSandbox({ displayName: 'Optional' });
  const uses = async (by: Shipper): Promise<boolean> => (await connectionsAsked(by)).includes(id);
  assert.deepEqual([await uses(one), await uses(other)], [true, true]);
  await setSystemConnectionUse(one.context(), { id, isUsed: false });
  await setSystemConnectionUse(one.context(), { id, isUsed: false });
  await connectSandbox(one);
  assert.deepEqual([await uses(one), await uses(other)], [false, true]);
  assert.equal(await refusedCode(requestQuotes(one.context(), aConsignment({ connectionIds: [id] }))), 'CONNECTION_INACTIVE');
  await setSystemConnectionUse(one.context(), { id, isUsed: true });
  assert.equal(await uses(one), true);
  const entries = await world.inspect<{ action: string }>(
    `select action from platform.audit_log where resource_id = $1 and action <> 'carrier_connection.created' order by occurred_at, id`,
    [id],
  );
  assert.deepEqual(
    entries.map(({ action }) => action),
    ['carrier_connection.declined', 'carrier_connection.accepted'],
  );
});

test('no longer offered, it is neither listed nor asked, but what was quoted with it still names it only to those who bought', async () => {
  const id = await offerSandbox({ displayName: 'Withdrawn' });
  await updateSystemConnection(staff(), { id, audience: 'chosen', organizationIds: [other.organizationId] });
  assert.equal((await listed(one)).includes('Withdrawn'), false);
  assert.equal((await listed(other)).includes('Withdrawn'), true);
  const byId = (by: Shipper): Promise<{ carrierConnection: { displayName: string } | null }> =>
    answerOf(world, 'shipping', by.identity, {
      query: 'query ($id: ID!) { carrierConnection(id: $id) { displayName } }',
      variables: { id: encodeId(ID_PREFIX.connection, id) },
    });
  assert.deepEqual(await byId(one), { carrierConnection: null });
  assert.deepEqual(await byId(other), { carrierConnection: { displayName: 'Withdrawn' } });
  await deleteSystemConnection(staff(), id);
  assert.equal((await listed(other)).includes('Withdrawn'), false);
});

test('organizations can neither change nor delete it, nor see whom else it is offered to', async () => {
  const id = await offerSandbox({ audience: 'chosen', organizationIds: [one.organizationId, other.organizationId] });
  const input = { id: encodeId(ID_PREFIX.connection, id) };
  for (const mutation of ['updateCarrierConnection', 'deleteCarrierConnection', 'testCarrierConnection']) {
    const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
    const answer = await answerOf<{ payload: { errors: { code: string }[] } }>(world, 'shipping', one.identity, {
      query: `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { errors { code } } }`,
      variables: { input },
    });
    assert.deepEqual(answer.payload.errors, [{ code: 'NOT_FOUND' }], mutation);
  }
  const asMember = { ...one.identity, permissions: ['manage_carriers', 'view_shipments'] };
  const query = 'query ($id: ID!) { carrierConnection(id: $id) { displayName audience audienceOrganizations { id } } }';
  const seen = await askSubgraph<{ carrierConnection: object }>(world, 'shipping', asMember, { query, variables: input });
  assert.deepEqual(seen.data.carrierConnection, {
    displayName: 'House sandbox',
    audience: 'CHOSEN',
    audienceOrganizations: null,
  });
  assert.deepEqual(
    seen.errors.map(({ code }) => code),
    ['FORBIDDEN'],
  );
});

test('an audience that contradicts itself is refused on its field', async () => {
  const refusal = async (offer: Partial<CreateSystemConnection>): Promise<string> => refusedCode(offerSandbox(offer));
  assert.equal(await refusal({ audience: 'chosen' }), 'VALIDATION_FAILED');
  assert.equal(await refusal({ audience: 'all', organizationIds: [newId()] }), 'VALIDATION_FAILED');
  assert.equal(await refusal({ audience: 'chosen', organizationIds: Array.from({ length: 1_001 }, newId) }), 'VALIDATION_FAILED');
});

test('a list of them takes one statement, however many there are', async () => {
  const query =
    '{ systemCarrierConnections(first: 50) { edges { node { id displayName capabilities isUsed hasCredentials } } } }';
  const few = await askSubgraph(world, 'shipping', one.identity, { query });
  for (let index = 0; index < 10; index += 1) await offerSandbox({ displayName: `Sandbox ${index}` });
  const many = await askSubgraph(world, 'shipping', one.identity, { query });
  assert.deepEqual([few.statements, many.statements], [1, 1]);
});
