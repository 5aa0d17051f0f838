import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { decodeId } from '../../platform/ids/public-id.ts';
import { readyOrganization, type ReadyOrganization } from '../support/first-parcel-world.ts';
import { mutate } from '../support/mutate.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

const MANY = 2_500;
const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;
let schema: string;

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock);
  shop = await readyOrganization(gateway);
  const [tenant] = await world.inspect<{ schema: string }>(
    `select schema_name as schema from tenants.tenants where kind = 'customer' order by created_at limit 1`,
  );
  schema = tenant!.schema;
  await world.inspect(
    `insert into ${schema}.addon_applications (id, test_mode, organization_id, addon_id, addon_version, addon_name, surcharge_type, base, is_folded,
       shipment_id, quote_id, rate_id, connection_id, carrier_name, service, currency, amount, commission_amount, created_at)
     select gen_random_uuid(), false, $1, (select id from ${schema}.addons limit 1), 1, case n when 1 then '=1+1' else 'Handling' end, 'fixed', null, false, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
       'USPS', 'ground', case when n % 2 = 0 then 'USD' else 'EUR' end, 1.50, 0.30, timestamptz '2026-03-01' + (n / 7) * interval '1 second'
     from generate_series(1, ${MANY}) as n`,
    [decodeId('org', shop.organizationId)],
  );
});
after(async () => {
  await gateway.stop();
  await world.close();
});

interface Exported {
  status: number;
  type: string | null;
  lines: string[];
  code: string | undefined;
}

async function download(path: string, token?: string, headers: Record<string, string> = {}): Promise<Exported> {
  const response = await fetch(new URL(`/exports/${path}`, gateway.url), {
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
  });
  const text = await response.text();
  const code = response.ok
    ? undefined
    : (JSON.parse(text) as { errors: { extensions: { code: string } }[] }).errors[0]!.extensions.code;
  return { status: response.status, type: response.headers.get('content-type'), lines: text.trimEnd().split('\r\n'), code };
}

const exports = (): Promise<{ changes: { after: { list: string; filter: object } } }[]> =>
  world.inspect(`select changes from platform.audit_log where action = 'addon_list.exported' order by id`);

test('a list of 2,500 applications comes whole, each once and the latest first, with the names once, as the field has it', async () => {
  const { status, type, lines } = await download('addon-applications', shop.adminToken);
  assert.deepEqual([status, type, lines.length], [200, 'text/csv; charset=utf-8; header=present', MANY + 1]);
  const field = await gateway.ask<string>('{ addonApplicationsCsv }', { token: shop.adminToken });
  assert.deepEqual(lines, field.trimEnd().split('\r\n'));
  assert.equal(new Set(lines.slice(1).map((line) => line.split(',')[0])).size, MANY);
  assert.ok(lines.at(-1)!.includes(",'=1+1,") || lines.some((line) => line.includes(",'=1+1,")));
  const [entry] = await exports();
  assert.deepEqual(entry!.changes.after, { list: 'addon-applications', filter: {} });
});

test('the filters are those of the lists; an unknown one, a wrong id and a wrong format are refused by name', async () => {
  const euros = await download('addon-applications?currency=EUR&isReversal=false', shop.adminToken);
  assert.equal(euros.lines.length, MANY / 2 + 1);
  assert.equal((await download(`commissions?organizationId=${shop.organizationId}`, shop.adminToken)).lines.length, 1);
  const faulty = [
    await download('addon-applications?since=yesterday', shop.adminToken),
    await download('addon-applications?organizationId=shp_nothing', shop.adminToken),
    await download('addon-applications?isReversal=maybe', shop.adminToken),
    await download('commissions?format=ndjson', shop.adminToken),
    await download('commissions?from=yesterday', shop.adminToken),
  ];
  assert.deepEqual(
    faulty.map(({ status, code }) => [status, code]),
    [
      [400, 'BAD_REQUEST'],
      [400, 'INVALID_ID'],
      [400, 'BAD_REQUEST'],
      [400, 'BAD_REQUEST'],
      [400, 'BAD_USER_INPUT'],
    ],
  );
});

test('whoever may not read the lists gets no file and leaves no entry: no token, an owner, a partner, a foreign tenant’s staff see nothing', async () => {
  const before = await exports();
  const narrow = await mutate<{ token: string }>(gateway, shop.ownerToken, {
    field: 'createApiToken',
    input: { name: 'Reads shipments', permissions: ['view_shipments'] },
    selection: 'token',
  });
  const refused = [
    await download('addon-applications'),
    await download('commissions', 'not-a-token'),
    await download('addon-applications', shop.ownerToken),
    await download('commissions', narrow.token),
    await download('addon-applications', gateway.operatorToken),
  ];
  assert.deepEqual(
    refused.map(({ status, code }) => [status, code]),
    [
      [401, 'UNAUTHENTICATED'],
      [401, 'UNAUTHENTICATED'],
      [403, 'FORBIDDEN'],
      [403, 'FORBIDDEN'],
      [403, 'FORBIDDEN'],
    ],
  );
  assert.deepEqual(await exports(), before);
  const other = await readyOrganization(gateway);
  assert.equal((await download('addon-applications', other.adminToken)).lines.length, 1);
});
