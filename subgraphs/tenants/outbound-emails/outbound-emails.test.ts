import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { enqueueMail } from '../../../platform/mail/outbound-emails.query.ts';
import { OPERATOR_PERMISSIONS, ORGANIZATION_ROLES, TENANT_ADMIN_PERMISSIONS } from '../../../contracts/identity/permissions.ts';
import { askSubgraph, answerOf, type SubgraphAnswer } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';

let world: TestWorld;
let acme: TestTenant;
let nordic: TestTenant;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  [acme, nordic] = [await world.createTenant(), await world.createTenant()];
  for (const [tenant, count] of [
    [acme, 3],
    [nordic, 2],
  ] as const) {
    const { session, clock } = world.context('tenants', { tenant });
    for (let index = 0; index < count; index += 1)
      await session.transaction((transaction) =>
        enqueueMail(
          transaction,
          {
            kind: 'greeting',
            recipient: `p${index}@shop.example`,
            subject: 'Hi',
            text: 'Hello',
            html: '<p>Hello</p>',
            organizationId: null,
          },
          clock.now(),
        ),
      );
  }
  await world.inspect(
    `update platform.outbound_emails set status = 'failed', settled_at = now(), next_attempt_at = null where recipient like 'p0@%'`,
  );
  await world.inspect(`update platform.outbound_emails set status = 'kept', settled_at = now() where recipient like 'p1@%'`);
});
after(() => world.close());

interface Listed {
  outboundEmails: {
    totalCount: number;
    edges: { node: { id: string; recipient: string; status: string; text?: string | null } }[];
  };
}

const operator = { level: 'platform', permissions: [...OPERATOR_PERMISSIONS] } as const;
const administrator = { level: 'tenant', permissions: [...TENANT_ADMIN_PERMISSIONS] } as const;

const list = (identity: object, filter = '', body = 'text'): Promise<SubgraphAnswer<Listed>> =>
  askSubgraph(world, 'tenants', identity, {
    query: `{ outboundEmails(first: 50, sort: CREATED_AT_ASC ${filter}) { totalCount edges { node { id recipient status ${body} } } } }`,
  });

test('operators read every mail, and the body of those that were kept; 2 statements however many there are', async () => {
  const all = await list({ ...operator, tenant: nordic });
  assert.deepEqual(all.errors, []);
  assert.equal(all.data.outboundEmails.totalCount, 5);
  assert.deepEqual(
    all.data.outboundEmails.edges.map(({ node }) => node.text),
    [null, 'Hello', null, null, 'Hello'],
  );
  const one = await list({ ...operator, tenant: nordic }, 'filter: { status: PENDING, recipient: "P2@shop.example" }');
  assert.equal(one.data.outboundEmails.edges.length, 1);
  assert.deepEqual([all.statements, one.statements], [2, 2]);
});

test('a tenant’s administrator sees the envelopes of its own tenant, no bodies; members see nothing', async () => {
  const own = await list({ ...administrator, tenant: acme }, '', '');
  assert.equal(own.data.outboundEmails.totalCount, 3);
  const bodies = await list({ ...administrator, tenant: acme });
  assert.deepEqual([...new Set(bodies.errors.map(({ code }) => code))], ['FORBIDDEN']);
  assert.deepEqual([...new Set(bodies.data.outboundEmails.edges.map(({ node }) => node.text))], [null]);
  const owner = { tenant: acme, level: 'organization', permissions: [...ORGANIZATION_ROLES.owner] };
  assert.equal((await list(owner, '', '')).errors[0]?.code, 'FORBIDDEN');
});

test('a failed mail is tried again by whoever may see it, and by nobody else', async () => {
  const mutation =
    'mutation ($id: ID!) { retryOutboundEmail(input: { id: $id }) { outboundEmail { status attempts } errors { code } } }';
  const { data } = await list({ ...administrator, tenant: acme }, 'filter: { status: FAILED }', '');
  const { id } = data.outboundEmails.edges[0]!.node;
  const retry = (tenant: TestTenant): Promise<unknown> =>
    answerOf(world, 'tenants', { ...administrator, tenant }, { query: mutation, variables: { id } });
  assert.deepEqual(await retry(nordic), { retryOutboundEmail: { outboundEmail: null, errors: [{ code: 'NOT_FOUND' }] } });
  assert.deepEqual(await retry(acme), {
    retryOutboundEmail: { outboundEmail: { status: 'PENDING', attempts: 0 }, errors: [] },
  });
  assert.deepEqual(await retry(acme), { retryOutboundEmail: { outboundEmail: null, errors: [{ code: 'NOT_FOUND' }] } });
  const audits = await world.inspect(`select action from platform.audit_log where action = 'outbound_email.retried'`);
  assert.equal(audits.length, 1);
});
