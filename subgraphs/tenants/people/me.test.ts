import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeId } from '../../../platform/ids/public-id.ts';
import { ANONYMOUS } from '../../../contracts/identity/identity.ts';
import { askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createPeopleWorld, type PeopleWorld } from '../../../test/support/people-world.ts';
import { createRole } from '../roles/save-role.ts';

let world: PeopleWorld;

before(async () => {
  world = await createPeopleWorld();
});
after(() => world.close());

interface Answered {
  me: {
    email: string;
    name: string;
    memberships: {
      tenantSlug: string;
      organizationId: string | null;
      roles: string[];
      permissions: string[];
      isCurrent: boolean;
    }[];
  } | null;
}

const QUERY = `{ me { email name memberships { tenantSlug organizationId roles permissions isCurrent } } }`;

test('says who asks, where and with which permissions, the tenant’s own roles included, in 2 statements', async () => {
  const market = await world.marketplaceOf();
  await createRole(market.admin.context, { name: 'Cashier', permissions: ['manage_billing'] });
  const pia = await world.join(market.owner.context, market.organizationId, `pia@${market.name}.example`, [
    'cashier',
    'developer',
  ]);
  const answer = await askSubgraph<Answered>(world, 'tenants', await world.identityOf(pia.token), { query: QUERY });
  assert.deepEqual(answer.data.me, {
    email: pia.email,
    name: 'pia',
    memberships: [
      {
        tenantSlug: market.name,
        organizationId: encodeId('org', market.organizationId),
        roles: ['cashier', 'developer'],
        permissions: ['manage_api_keys', 'manage_billing', 'view_shipments', 'view_webhooks'],
        isCurrent: true,
      },
    ],
  });
  assert.equal(answer.statements, 2);
  const staff = await askSubgraph<Answered>(world, 'tenants', await world.identityOf(market.admin.token), { query: QUERY });
  assert.deepEqual(
    staff.data.me?.memberships.map(({ roles, isCurrent }) => ({ roles, isCurrent })),
    [{ roles: ['tenant_admin'], isCurrent: true }],
  );
});

test('a token tells nothing of the other places of its person: whoever invited them may have it', async () => {
  const [here, there] = [await world.marketplaceOf(), await world.marketplaceOf()];
  const email = 'wanderer@person.example';
  await world.join(there.owner.context, there.organizationId, email, ['admin']);
  const guest = await world.join(here.owner.context, here.organizationId, email, ['member']);
  const answer = await askSubgraph<Answered>(world, 'tenants', await world.identityOf(guest.token), { query: QUERY });
  assert.deepEqual(
    answer.data.me?.memberships.map(({ tenantSlug, roles }) => [tenantSlug, roles]),
    [[here.name, ['member']]],
  );
});

test('is null for a program of nobody’s, and refused to strangers', async () => {
  const market = await world.marketplaceOf();
  const identity = { ...(await world.identityOf(market.owner.token)), userId: null };
  assert.deepEqual((await askSubgraph<Answered>(world, 'tenants', identity, { query: QUERY })).data, { me: null });
  const stranger = await askSubgraph(world, 'tenants', ANONYMOUS, { query: QUERY });
  assert.equal(stranger.errors[0]?.code, 'UNAUTHENTICATED');
});
