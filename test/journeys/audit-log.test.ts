import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { hashToken } from '../../platform/identity/api-token.ts';
import { decodeId, newId } from '../../platform/ids/public-id.ts';
import { readyOrganization, type ReadyOrganization } from '../support/first-parcel-world.ts';
import { mutate } from '../support/mutate.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;
/** Every secret that was ever answered. */
const secrets: string[] = [];

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock);
  shop = await readyOrganization(gateway);
  const token = await mutate<{ token: string }>(gateway, shop.ownerToken, {
    field: 'createApiToken',
    input: { name: 'Shop system' },
    selection: 'token',
  });
  const { invitations } = await mutate<{ invitations: { acceptToken: string }[] }>(gateway, shop.ownerToken, {
    field: 'sendOrganizationInvites',
    input: { emails: ['ann@birch.example', 'bob@birch.example'] },
    selection: 'invitations { acceptToken }',
  });
  secrets.push(
    gateway.operatorToken,
    shop.adminToken,
    shop.ownerToken,
    token.token,
    ...invitations.map((each) => each.acceptToken),
  );
  await world.marketplace.subgraphs.get('tenants')!.runJob('tenants.seal-audit-log');
});
after(async () => {
  await gateway.stop();
  await world.close();
});

interface Exported {
  status: number;
  type: string | null;
  text: string;
}

async function download(token: string | undefined, query = '', headers: Record<string, string> = {}): Promise<Exported> {
  const url = new URL(`/exports/audit-log${query}`, gateway.url);
  const response = await fetch(url, { headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers } });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}
const entriesOf = ({ text }: Exported): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const codeOf = ({ text }: Exported): string =>
  (JSON.parse(text) as { errors: { extensions: { code: string } }[] }).errors[0]!.extensions.code;

test('no secret that was ever handed out stands in the audit log, nor the hash of one', async () => {
  assert.equal(secrets.length, 6);
  const rows = await world.inspect<{ row: string }>('select e::text as row from platform.audit_log e');
  const log = rows.map(({ row }) => row).join('\n');
  assert.ok(rows.length >= 12, `${rows.length} entries`);
  assert.match(log, /Shop system/);
  for (const secret of secrets) {
    assert.equal(log.includes(secret), false);
    assert.equal(log.includes(hashToken(secret)), false);
  }
  assert.doesNotMatch(log, /wb_[a-z]+_(live|test)_[0-9A-Za-z]{38}/);
});

test('an export has the entries that auditLog shows the caller, the earliest first: the organization’s, the tenant’s, the platform’s', async () => {
  const shown = await gateway.ask<{ totalCount: number }>('{ auditLog { totalCount } }', { token: shop.ownerToken });
  const own = entriesOf(await download(shop.ownerToken));
  assert.equal(own.length, shown.totalCount);
  assert.ok(own.every((entry) => (entry['organization'] as { id: string }).id === shop.organizationId));
  const times = own.map((entry) => String(entry['occurredAt']));
  assert.deepEqual(times, times.toSorted());
  const staff = entriesOf(await download(shop.adminToken));
  assert.ok(staff.some((entry) => entry['action'] === 'rate_sheet.created' && entry['organization'] === null));
  const forShop = entriesOf(await download(shop.adminToken, '', { 'x-organization-id': shop.organizationId }));
  assert.ok(forShop.length >= own.length && forShop.every((entry) => entry['organization'] !== null));
  const platform = entriesOf(await download(gateway.operatorToken)).map((entry) => entry['action']);
  assert.ok(platform.includes('tenant.created') && !platform.includes('entity.created'), platform.join(', '));
});

test('an export takes the filters of auditLog, and leaves an entry that it was made', async () => {
  const found = entriesOf(await download(shop.ownerToken, '?actions=api_token.created&actions=entity.created'));
  assert.deepEqual(new Set(found.map((entry) => entry['action'])), new Set(['api_token.created', 'entity.created']));
  const [exported] = entriesOf(await download(shop.ownerToken, '?actions=audit_log.exported')).slice(-1);
  assert.deepEqual(
    (exported!['changes'] as { field: string; after: unknown }[]).filter(({ field }) => field.startsWith('filter')),
    [
      { field: 'filter.actions.0', before: null, after: 'api_token.created' },
      { field: 'filter.actions.1', before: null, after: 'entity.created' },
    ],
  );
});

test('CSV is quoted, and a cell that a spreadsheet would run as a formula is not run', async () => {
  await mutate(gateway, shop.ownerToken, {
    field: 'createEntity',
    input: { name: '=HYPERLINK("http://evil.example")', country: 'US', currency: 'USD', timeZone: 'UTC' },
    selection: 'entity { id }',
  });
  await world.inspect(
    `update platform.audit_log set user_agent = '=cmd|calc', ip_address = '@SUM(1)' where action = 'entity.created'`,
  );
  const { status, type, text } = await download(shop.ownerToken, '?format=csv&actions=entity.created');
  assert.deepEqual([status, type], [200, 'text/csv; charset=utf-8; header=present']);
  const [head, ...lines] = text.trim().split('\r\n');
  assert.equal(
    head,
    'id,occurredAt,action,actorKind,actor,organization,resourceType,resourceId,changes,ipAddress,userAgent,sealPosition,sealHash',
  );
  assert.equal(lines.length, 2);
  assert.match(lines[1]!, /,'@SUM\(1\),'=cmd\|calc,/);
  assert.match(lines[1]!, /""after"":""=HYPERLINK\(\\""http:\/\/evil.example\\""\)""/);
  for (const line of lines) assert.doesNotMatch(line, /(^|,)"?[=+@-]/);
});

test('whoever may not read the log gets no file: no token, a member, a foreign organization, a filter that can’t be meant', async () => {
  const before = await world.inspect(`select from platform.audit_log where action = 'audit_log.exported'`);
  const member = await mutate<{ token: string }>(gateway, shop.ownerToken, {
    field: 'createApiToken',
    input: { name: 'Reads shipments', permissions: ['view_shipments'] },
    selection: 'token',
  });
  const other = await readyOrganization(gateway);
  const outcomes = [
    await download(undefined),
    await download('not-a-token'),
    await download(member.token),
    await download(other.adminToken, '', { 'x-organization-id': shop.organizationId }),
    await download(shop.ownerToken, '?format=xlsx'),
    await download(shop.ownerToken, '?ipAddress=nowhere'),
    await download(shop.ownerToken, '?since=yesterday'),
    await download(shop.ownerToken, '?from=yesterday'),
  ];
  assert.deepEqual(
    outcomes.map((each) => [each.status, codeOf(each)]),
    [
      [401, 'UNAUTHENTICATED'],
      [401, 'UNAUTHENTICATED'],
      [403, 'FORBIDDEN'],
      [403, 'FORBIDDEN'],
      [400, 'BAD_REQUEST'],
      [400, 'VALIDATION_FAILED'],
      [400, 'BAD_REQUEST'],
      [400, 'BAD_USER_INPUT'],
    ],
  );
  assert.deepEqual(await world.inspect(`select from platform.audit_log where action = 'audit_log.exported'`), before);
  assert.equal(
    entriesOf(await download(other.ownerToken)).some((entry) => entry['resourceId'] === shop.entityId),
    false,
  );
});

test('a log of 2,500 entries is written page by page; four exports at once are served, a fifth is told to wait', async () => {
  const tenantId = (
    await world.inspect<{ id: string }>(`select id from tenants.tenants where kind = 'customer' order by created_at limit 1`)
  )[0]!.id;
  await world.inspect(
    `insert into platform.audit_log (tenant_id, id, test_mode, organization_id, actor, action, resource_type, resource_id, changes, occurred_at)
     select $1, gen_random_uuid(), false, $2, 'system/test', 'bulk.entry', 'entity', $3, jsonb_build_object('before', null, 'after', jsonb_build_object('text', repeat('x', 2000))), now()
     from generate_series(1, 2500)`,
    [tenantId, decodeId('org', shop.organizationId), newId()],
  );
  assert.equal(entriesOf(await download(shop.ownerToken, '?actions=bulk.entry')).length, 2_500);
  // A client that does not read holds its export open: nothing is read ahead for it.
  const slow = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const controller = new AbortController();
      const response = await fetch(new URL('/exports/audit-log?actions=bulk.entry', gateway.url), {
        headers: { authorization: `Bearer ${shop.ownerToken}` },
        signal: controller.signal,
      });
      return { response, controller };
    }),
  );
  assert.deepEqual(
    slow.map(({ response }) => response.status),
    [200, 200, 200, 200],
  );
  const fifth = await download(shop.ownerToken);
  assert.deepEqual([fifth.status, codeOf(fifth)], [429, 'TOO_MANY_EXPORTS']);
  for (const { controller } of slow) controller.abort();
  let next = await download(shop.ownerToken, '?actions=entity.created');
  for (let wait = 0; next.status === 429 && wait < 50; wait += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    next = await download(shop.ownerToken, '?actions=entity.created');
  }
  assert.equal(next.status, 200);
});
