import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { decodeId, encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { createPartner } from '../partners/create-partner.ts';
import { updatePartner } from '../partners/update-partner.ts';
import { OrganizationHasPartnerError, PartnerAccountEndedError, PartnerSuspendedError } from './accounts.errors.ts';
import { assignPartnerAccount } from './assign-partner-account.ts';
import { endPartnerAccount } from './end-partner-account.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock });
  tenant = await world.createTenant();
});
after(() => world.close());

let made = 0;

function asStaff(of = tenant, identity: Partial<RequestIdentity> = {}) {
  return world.context('partners', { tenant: of, ...identity });
}

async function makePartner(of = tenant, testMode = false) {
  const commissionRule = { kind: 'percentage' as const, rate: '0.1000', recurrence: 'recurring' as const };
  made += 1;
  return createPartner(asStaff(of, { testMode }), {
    name: `Partner ${made}`,
    slug: `partner-${made}`,
    contactEmail: 'ada@partner.example',
    currency: 'USD',
    commissionRule,
  });
}

async function makeOrganization(of = tenant): Promise<string> {
  made += 1;
  const query = `mutation { createOrganization(input: { name: "Organization ${made}" }) { organization { id } errors { code message } } }`;
  const { createOrganization } = await answerOf<{ createOrganization: { organization: { id: string } } }>(
    world,
    'tenants',
    { tenant: of },
    { query },
  );
  return decodeId('org', createOrganization.organization.id);
}

const ASSIGN = `mutation Assign($input: AssignPartnerAccountInput!) { assignPartnerAccount(input: $input) {
  partnerAccount { id relationship startedAt endedAt partner { slug } organization { id } } errors { code field } } }`;

test('assigns an organization to a partner, once, and ends it, with audit rows', async () => {
  const partner = await makePartner();
  const organizationId = await makeOrganization();
  const input = {
    partnerId: encodeId('ptn', partner.id),
    organizationId: encodeId('org', organizationId),
    relationship: 'MANAGES',
  };
  interface Assigned {
    assignPartnerAccount: { partnerAccount: { id: string } | null; errors: object[] };
  }
  const { assignPartnerAccount: assigned } = await answerOf<Assigned>(
    world,
    'partners',
    { tenant },
    { query: ASSIGN, variables: { input } },
  );
  const { id, ...account } = assigned.partnerAccount!;
  assert.match(id, /^pac_/);
  assert.deepEqual(structuredClone(account), {
    relationship: 'MANAGES',
    startedAt: clock.now().toISOString(),
    endedAt: null,
    partner: { slug: partner.slug },
    organization: { id: input.organizationId },
  });
  const again = await answerOf<Assigned>(world, 'partners', { tenant }, { query: ASSIGN, variables: { input } });
  assert.deepEqual(structuredClone(again.assignPartnerAccount), {
    partnerAccount: null,
    errors: [{ code: 'ORGANIZATION_HAS_PARTNER', field: 'organizationId' }],
  });
  clock.advance(3_600_000);
  const end = `mutation End($id: ID!) { endPartnerAccount(input: { id: $id }) { partnerAccount { endedAt } errors { code } } }`;
  const ended = await answerOf<{ endPartnerAccount: object }>(world, 'partners', { tenant }, { query: end, variables: { id } });
  assert.deepEqual(structuredClone(ended.endPartnerAccount), {
    partnerAccount: { endedAt: clock.now().toISOString() },
    errors: [],
  });
  await assert.rejects(endPartnerAccount(asStaff(), decodeId('pac', id)), PartnerAccountEndedError);
  const audited = await world.inspect(
    `select action, organization_id from platform.audit_log where resource_id = $1 order by id`,
    [decodeId('pac', id)],
  );
  assert.deepEqual(audited, [
    { action: 'partner_account.assigned', organization_id: organizationId },
    { action: 'partner_account.ended', organization_id: organizationId },
  ]);
  await assignPartnerAccount(asStaff(), { partnerId: (await makePartner()).id, organizationId, relationship: 'refers' });
});

test('lets exactly one of eight racing partners have an organization', async () => {
  const organizationId = await makeOrganization();
  const partners = await Promise.all(Array.from({ length: 8 }, () => makePartner()));
  const outcomes = await Promise.allSettled(
    partners.map(({ id }) => assignPartnerAccount(asStaff(), { partnerId: id, organizationId, relationship: 'refers' })),
  );
  assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1);
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') assert.ok(outcome.reason instanceof OrganizationHasPartnerError, String(outcome.reason));
  const rows = await world.inspect(`select id from ${tenant.schema}.partner_accounts where organization_id = $1`, [
    organizationId,
  ]);
  assert.equal(rows.length, 1);
});

test('refuses suspended partners and organizations and partners that are not the tenant’s, and writes nothing', async () => {
  const elsewhere = await world.createTenant();
  const [partner, foreignPartner, testPartner] = [
    await makePartner(),
    await makePartner(elsewhere),
    await makePartner(tenant, true),
  ];
  const [organizationId, foreignOrganization] = [await makeOrganization(), await makeOrganization(elsewhere)];
  const assign = (partnerId: string, organization: string) =>
    assignPartnerAccount(asStaff(), { partnerId, organizationId: organization, relationship: 'refers' });
  await assert.rejects(assign(partner.id, foreignOrganization), { code: 'NOT_FOUND', field: 'organizationId' });
  await assert.rejects(assign(partner.id, newId()), { code: 'NOT_FOUND', field: 'organizationId' });
  await assert.rejects(assign(foreignPartner.id, organizationId), { code: 'NOT_FOUND', field: 'partnerId' });
  await assert.rejects(assign(testPartner.id, organizationId), { code: 'NOT_FOUND', field: 'partnerId' });
  await updatePartner(asStaff(), { id: partner.id, status: 'suspended' });
  await assert.rejects(assign(partner.id, organizationId), PartnerSuspendedError);
  await assert.rejects(endPartnerAccount(asStaff(), newId()), { code: 'NOT_FOUND', field: 'id' });
  const rows = await world.inspect(`select id from ${tenant.schema}.partner_accounts where organization_id = any($1)`, [
    [organizationId, foreignOrganization],
  ]);
  assert.deepEqual(rows, []);
  const input = { partnerId: encodeId('org', partner.id), organizationId: 'org_nonsense', relationship: 'REFERS' };
  const { assignPartnerAccount: malformed } = await answerOf<{ assignPartnerAccount: object }>(
    world,
    'partners',
    { tenant },
    { query: ASSIGN, variables: { input } },
  );
  assert.deepEqual(structuredClone(malformed), { partnerAccount: null, errors: [{ code: 'INVALID_ID', field: 'partnerId' }] });
});

test('an organization can have one partner live and another in test mode', async () => {
  const organizationId = await makeOrganization();
  const [live, trial] = [await makePartner(), await makePartner(tenant, true)];
  await assignPartnerAccount(asStaff(), { partnerId: live.id, organizationId, relationship: 'refers' });
  await assignPartnerAccount(asStaff(tenant, { testMode: true }), {
    partnerId: trial.id,
    organizationId,
    relationship: 'refers',
  });
  assert.deepEqual(await partnersSeen({}, [organizationId]), [live.slug]);
  assert.deepEqual(await partnersSeen({ testMode: true }, [organizationId]), [trial.slug]);
});

const ENTITIES = `query Entities($representations: [_Any!]!) { _entities(representations: $representations) { ... on Organization { partner { slug } } } }`;

async function entities(identity: Partial<RequestIdentity>, organizationIds: readonly string[]) {
  const representations = organizationIds.map((id) => ({ __typename: 'Organization', id: encodeId('org', id) }));
  return askSubgraph<{ _entities: { partner: { slug: string } | null }[] }>(
    world,
    'partners',
    { tenant, ...identity },
    { query: ENTITIES, variables: { representations } },
  );
}

async function partnersSeen(identity: Partial<RequestIdentity>, organizationIds: readonly string[]): Promise<(string | null)[]> {
  const { data, errors } = await entities(identity, organizationIds);
  assert.deepEqual(errors, []);
  return data._entities.map((entity) => entity.partner?.slug ?? null);
}

test('tells the partner of 50 organizations in one statement: to staff, and to a partner’s users where it is theirs', async () => {
  const [mine, other] = [await makePartner(), await makePartner()];
  const organizationIds: string[] = [];
  for (let number = 0; number < 50; number += 1) {
    const organizationId = await makeOrganization();
    organizationIds.push(organizationId);
    if (number < 2)
      await assignPartnerAccount(asStaff(), {
        partnerId: number === 0 ? mine.id : other.id,
        organizationId,
        relationship: 'refers',
      });
  }
  const answer = await entities({}, organizationIds);
  assert.equal(answer.statements, 1);
  assert.deepEqual(await partnersSeen({}, organizationIds.slice(0, 3)), [mine.slug, other.slug, null]);
  const user: Partial<RequestIdentity> = { level: 'partner', partnerId: mine.id, permissions: ['view_partner'] };
  assert.deepEqual(await partnersSeen(user, organizationIds.slice(0, 3)), [mine.slug, null, null]);
  assert.deepEqual(await partnersSeen({ tenant: await world.createTenant() }, organizationIds.slice(0, 3)), [null, null, null]);
  const member = await entities(
    { organizationId: organizationIds[0]!, permissions: ['view_billing'] },
    organizationIds.slice(0, 1),
  );
  assert.equal(member.errors[0]?.code, 'FORBIDDEN');
});

test('lists accounts by partner, organization and state; a partner’s users see their own only', async () => {
  const of = await world.createTenant();
  const [mine, other] = [await makePartner(of), await makePartner(of)];
  const organizations = [await makeOrganization(of), await makeOrganization(of), await makeOrganization(of)] as const;
  const accounts = [];
  for (const [index, organizationId] of organizations.entries()) {
    clock.advance(1_000);
    accounts.push(
      await assignPartnerAccount(asStaff(of), {
        partnerId: index === 2 ? other.id : mine.id,
        organizationId,
        relationship: 'refers',
      }),
    );
  }
  await endPartnerAccount(asStaff(of), accounts[0]!.id);
  const query = `query Accounts($filter: PartnerAccountFilter) { partnerAccounts(filter: $filter, sort: STARTED_AT_ASC) { totalCount edges { node { partner { slug } organization { id } } } } }`;
  const listed = async (filter: object, identity: Partial<RequestIdentity> = {}) => {
    const answer = await askSubgraph<{ partnerAccounts: { edges: { node: { organization: { id: string } } }[] } }>(
      world,
      'partners',
      { tenant: of, ...identity },
      { query, variables: { filter } },
    );
    assert.equal(answer.statements, answer.data.partnerAccounts.edges.length > 0 ? 3 : 2);
    return answer.data.partnerAccounts.edges.map(({ node }) => organizations.indexOf(decodeId('org', node.organization.id)));
  };
  assert.deepEqual(await listed({}), [0, 1, 2]);
  assert.deepEqual(await listed({ isActive: true }), [1, 2]);
  assert.deepEqual(await listed({ partnerId: encodeId('ptn', mine.id), isActive: false }), [0]);
  assert.deepEqual(await listed({ organizationId: encodeId('org', organizations[2]) }), [2]);
  const user: Partial<RequestIdentity> = { level: 'partner', partnerId: mine.id, permissions: ['view_partner'] };
  assert.deepEqual(await listed({}, user), [0, 1]);
  assert.deepEqual(await listed({ partnerId: encodeId('ptn', other.id) }, user), []);
});
