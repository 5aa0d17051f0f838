import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeId, encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { createOrganization } from './create-organization.ts';

let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  tenant = await world.createTenant();
});
after(() => world.close());

const QUERY = `query ($id: ID!) {
  organizations { totalCount edges { node { id } } }
  organization(id: $id) { id members { email } }
  _entities(representations: [{ __typename: "Organization", id: $id }]) { ... on Organization { name members { email } } } }`;

/** A partner whose account the organization is. */
async function partnerOf(organizationId: string): Promise<string> {
  const ask = <Data>(query: string, variables: object): Promise<Data> =>
    answerOf<Data>(world, 'partners', { tenant, level: 'tenant' }, { query, variables: { ...variables } });
  const { createPartner } = await ask<{ createPartner: { partner: { id: string } } }>(
    'mutation ($input: CreatePartnerInput!) { createPartner(input: $input) { partner { id } } }',
    {
      input: {
        name: 'Scout',
        slug: 'scout',
        contactEmail: 'scout@partner.example',
        currency: 'USD',
        commissionRule: { kind: 'FIXED', amount: '1.00', recurrence: 'RECURRING' },
      },
    },
  );
  const { id } = createPartner.partner;
  await ask('mutation ($input: AssignPartnerAccountInput!) { assignPartnerAccount(input: $input) { errors { code } } }', {
    input: { partnerId: id, organizationId, relationship: 'REFERS' },
  });
  return decodeId('ptn', id);
}

test('a partner’s user lists no organizations and no people; the names of its own accounts it learns by their ids', async () => {
  const staff = world.context('tenants', { tenant, level: 'tenant' });
  const { organization } = await createOrganization(staff, { name: 'Shop' });
  const id = encodeId('org', organization.id);
  await world.inspect(
    `insert into ${tenant.schema}.members (id, organization_id, user_id, email, roles, joined_at) values ($1, $2, $3, 'ann@shop.example', '{owner}', now())`,
    [newId(), organization.id, newId()],
  );
  const seenBy = (identity: object): Promise<unknown> =>
    answerOf(world, 'tenants', { tenant, ...identity }, { query: QUERY, variables: { id } });
  const people = [{ email: 'ann@shop.example' }];
  assert.deepEqual(JSON.parse(JSON.stringify(await seenBy({ level: 'tenant' }))), {
    organizations: { totalCount: 1, edges: [{ node: { id } }] },
    organization: { id, members: people },
    _entities: [{ name: 'Shop', members: people }],
  });
  const partner = { level: 'partner', partnerId: await partnerOf(id), permissions: ['view_partner'] };
  assert.deepEqual(JSON.parse(JSON.stringify(await seenBy(partner))), {
    organizations: { totalCount: 0, edges: [] },
    organization: null,
    _entities: [{ name: 'Shop', members: [] }],
  });
  const stranger = { level: 'partner', partnerId: newId(), permissions: ['view_partner'] };
  assert.deepEqual(JSON.parse(JSON.stringify(await seenBy(stranger))), {
    organizations: { totalCount: 0, edges: [] },
    organization: null,
    _entities: [null],
  });
  assert.deepEqual(JSON.parse(JSON.stringify(await seenBy({ organizationId: newId() }))), {
    organizations: { totalCount: 0, edges: [] },
    organization: null,
    _entities: [null],
  });
});
