import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { NEW_YORK, readyOrganization, SAN_FRANCISCO, TWO_POUNDS, type ReadyOrganization } from '../support/first-parcel-world.ts';
import { mutate } from '../support/mutate.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
const SHIPMENT = { shipper: SAN_FRANCISCO, recipient: NEW_YORK, parcels: [TWO_POUNDS] };

let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;
let invoiceId: string;

/** A caller: a token, and the organization that staff act for. */
interface Caller {
  token: string;
  headers?: Record<string, string>;
}
const callers = new Map<string, Caller>();

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock);
  shop = await readyOrganization(gateway);
  callers.set('owner', { token: shop.ownerToken });
  for (const role of ['admin', 'member', 'developer']) callers.set(role, { token: await joined(role) });
  const made = await mutate<{ token: string }>(gateway, shop.ownerToken, {
    field: 'createApiToken',
    input: { name: 'Shop system', permissions: ['create_shipments', 'view_shipments', 'manage_billing', 'view_billing'] },
    selection: 'token',
  });
  callers.set('token', { token: made.token });
  callers.set('staff', { token: shop.adminToken, headers: { 'x-organization-id': shop.organizationId } });
});
after(async () => {
  await gateway.stop();
  await world.close();
});

async function joined(role: string): Promise<string> {
  const { invitations } = await mutate<{ invitations: { acceptToken: string }[] }>(gateway, shop.ownerToken, {
    field: 'sendOrganizationInvites',
    input: { emails: [`${role}@birch.example`], roles: [role] },
    selection: 'invitations { acceptToken }',
  });
  const token = invitations[0]!.acceptToken;
  const accepted = await gateway.ask<{ accessToken: string }>(
    `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { accessToken errors { code message } } }`,
    { variables: { input: { token, name: role } } },
  );
  return accepted.accessToken;
}

interface Payload {
  errors: { code: string; field: string | null; message: string }[];
  quote: { rates: { id: string }[] } | null;
}

async function call(
  caller: Caller,
  field: string,
  input: object,
  selection: string,
): Promise<{ payload: Payload | null; codes: string[] }> {
  const answer = await gateway.send<Record<string, Payload>>(
    `mutation ($input: ${field[0]!.toUpperCase()}${field.slice(1)}Input!) { ${field}(input: $input) { ${selection} errors { code field message } } }`,
    { ...caller, variables: { input } },
  );
  const payload = answer.data?.[field] ?? null;
  return {
    payload,
    codes: [...answer.errors.map(({ extensions }) => extensions.code), ...(payload?.errors ?? []).map(({ code }) => code)],
  };
}

const quote = (caller: Caller, input: object = {}): ReturnType<typeof call> =>
  call(caller, 'requestQuotes', { ...SHIPMENT, ...input }, 'quote { rates { id } }');
const buy = (caller: Caller, rateId: string, key: string): ReturnType<typeof call> =>
  call(caller, 'purchaseShipment', { rateId, idempotencyKey: key }, 'shipment { id }');

const pay = (caller: Caller, paymentMethodToken: string, idempotencyKey: string): ReturnType<typeof call> =>
  call(caller, 'payInvoice', { invoiceId, paymentMethodToken, idempotencyKey }, 'payment { status }');

async function readable(caller: Caller): Promise<Record<string, string>> {
  const outcomes: Record<string, string> = {};
  for (const field of ['shipments', 'quotes', 'trackers', 'entities', 'invoices', 'auditLog']) {
    const answer = await gateway.send(`{ ${field}(first: 1) { totalCount } }`, caller);
    outcomes[field] = answer.errors[0]?.extensions.code ?? 'answered';
  }
  return outcomes;
}

test('a role may ship as before while its entity is in good standing or in grace', async () => {
  for (const [role, caller] of callers) {
    const { codes } = await quote(caller);
    assert.deepEqual(codes, role === 'developer' ? ['FORBIDDEN'] : [], role);
  }
});

test('of a suspended entity every role reads what it could read, nobody quotes or buys, and nothing is moved', async () => {
  const before = new Map<string, Record<string, string>>();
  for (const [role, caller] of callers) before.set(role, await readable(caller));
  const { payload } = await quote(callers.get('owner')!);
  const rateId = payload!.quote!.rates[0]!.id;
  await suspend();
  // The quote is from before the suspension and would be honoured; a new one is stopped at the door.
  const counts = await movedRows();
  for (const [role, caller] of callers) {
    const refused = [
      await quote(caller),
      await quote(caller, { entityId: shop.entityId }),
      await buy(caller, rateId, `key-${role}`),
    ];
    const expected = role === 'developer' ? 'FORBIDDEN' : 'ENTITY_SUSPENDED';
    for (const each of refused) {
      assert.deepEqual(each.codes, [expected], role);
      if (each.payload) assert.match(each.payload.errors[0]!.message, /"Birch & Co LLC" is suspended/);
    }
    assert.deepEqual(await readable(caller), before.get(role), role);
  }
  assert.deepEqual(await movedRows(), counts);
});

test('paying goes on for those who may pay, and restores at once, before any event has arrived', async () => {
  const declined = async (role: string): Promise<string[]> =>
    (await pay(callers.get(role)!, 'pm_sandbox_declined', `declined-${role}`)).codes;
  for (const role of ['admin', 'member', 'developer']) assert.deepEqual(await declined(role), ['FORBIDDEN'], role);
  for (const role of ['owner', 'token', 'staff']) assert.deepEqual(await declined(role), [], role);
  assert.deepEqual((await quote(callers.get('member')!)).codes, ['ENTITY_SUSPENDED']);

  assert.deepEqual((await pay(callers.get('owner')!, 'pm_sandbox_ok', 'paid')).codes, []);
  for (const role of ['owner', 'admin', 'member', 'token', 'staff']) {
    const quoted = await quote(callers.get(role)!);
    assert.deepEqual(quoted.codes, [], role);
    assert.deepEqual((await buy(callers.get(role)!, quoted.payload!.quote!.rates[0]!.id, `restored-${role}`)).codes, [], role);
  }
});

/** Lets the entity's first invoice fail, and its grace end. */
async function suspend(): Promise<void> {
  const owner = callers.get('owner')!;
  const { payload } = await quote(owner);
  assert.deepEqual((await buy(owner, payload!.quote!.rates[0]!.id, 'to-be-invoiced')).codes, []);
  await world.settle();
  clock.advance(60_000);
  const { invoice } = await mutate<{ invoice: { id: string } }>(gateway, shop.adminToken, {
    field: 'generateInvoice',
    input: { entityId: shop.entityId, periodEnd: clock.now() },
    selection: 'invoice { id }',
  });
  invoiceId = invoice.id;
  await mutate(gateway, shop.adminToken, { field: 'finalizeInvoice', input: { invoiceId }, selection: 'invoice { status }' });
  await pay(owner, 'pm_sandbox_declined', 'declined');
  // A quote lives for fifteen minutes only: the failure is moved into the past instead of the clock into the future.
  for (const [table, column] of [
    ['invoices', 'first_failure_at'],
    ['entities', 'grace_ends_at'],
  ])
    await world.inspect(
      `update "${await schema()}".${table} set ${column} = ${column} - interval '8 days' where ${column} is not null`,
    );
  await world.marketplace.subgraphs.get('billing')!.runJob('billing.suspend-after-grace');
  await world.settle();
}

async function schema(): Promise<string> {
  const [row] = await world.inspect<{ name: string }>(`select schema_name as name from tenants.tenants where kind = 'customer'`);
  return row!.name;
}

async function movedRows(): Promise<unknown> {
  const tenantSchema = await schema();
  const tables = ['quotes', 'purchases', 'shipments', 'credit_reservations'];
  return world.inspect(
    `select ${tables.map((table) => `(select count(*) from "${tenantSchema}".${table}) as ${table}`).join(', ')}`,
  );
}
