import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ORGANIZATION_ROLES } from '../../../contracts/identity/permissions.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { addMember } from '../../../test/support/add-member.ts';
import { answerOf, askSubgraph, type SubgraphAnswer } from '../../../test/support/ask-subgraph.ts';
import { captureReservation } from '../reservations/capture-reservation.ts';
import { setEntityMember } from './set-entity-member.ts';
import { updateEntity } from './update-entity.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

const ask = <Data>(
  identity: Partial<RequestIdentity>,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<SubgraphAnswer<Data>> =>
  askSubgraph<Data>(billing.world, 'billing', { tenant: billing.tenant, ...identity }, { query, variables });
const answer = <Data>(
  identity: Partial<RequestIdentity>,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> => answerOf<Data>(billing.world, 'billing', { tenant: billing.tenant, ...identity }, { query, variables });
const publicId = (id: string): string => encodeId(ID_PREFIX.entity, id);
const owner = (organizationId: string): Partial<RequestIdentity> => ({
  organizationId,
  userId: newId(),
  permissions: ORGANIZATION_ROLES.owner,
});

interface EntityPayload {
  entity: Record<string, unknown> | null;
  errors: { field: string | null; code: string; message: string }[];
}

const CREATE = `mutation ($input: CreateEntityInput!) { createEntity(input: $input) {
  entity { id name country currency timeZone billingEmail status exhaustionPolicy isDefault version organization { id } creditBalance { available { amount currency } } }
  errors { field code message } } }`;
const UPDATE = `mutation ($input: UpdateEntityInput!) { updateEntity(input: $input) {
  entity { name version isDefault status lowBalanceThreshold { amount currency } } errors { field code message } } }`;

test('creates an entity that becomes the default as the first, and names every wrong input at once', async () => {
  const organizationId = newId();
  const input = {
    name: ' Acme GmbH ',
    country: 'DE',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    billingEmail: 'Billing@Acme.example',
  };
  const { createEntity } = await answer<{ createEntity: EntityPayload }>(owner(organizationId), CREATE, { input });
  const { id, ...facts } = createEntity.entity!;
  assert.match(String(id), /^ent_[0-9a-z]{26}$/);
  assert.deepEqual(facts, {
    name: 'Acme GmbH',
    country: 'DE',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    billingEmail: 'billing@acme.example',
    status: 'ACTIVE',
    exhaustionPolicy: 'REFUSE',
    isDefault: true,
    version: 1,
    organization: { id: encodeId(ID_PREFIX.organization, organizationId) },
    creditBalance: { available: { amount: '0.00', currency: 'EUR' } },
  });
  const wrong = {
    name: ' ',
    country: 'ZZ',
    currency: 'EUR',
    timeZone: 'Mars/Olympus',
    billingEmail: 'nobody',
    lowBalanceThreshold: '-1',
  };
  const refused = await answer<{ createEntity: EntityPayload }>(owner(organizationId), CREATE, { input: wrong });
  assert.deepEqual(
    refused.createEntity.errors.map((error) => error.field),
    ['name', 'country', 'timeZone', 'billingEmail', 'lowBalanceThreshold'],
  );
  assert.equal((await billing.rows(`select id from SCHEMA.entities where organization_id = $1`, [organizationId])).length, 1);
});

test('leaves one default when six first entities are created at once, and hands the default on', async () => {
  const organizationId = newId();
  const made = await Promise.all(
    Array.from({ length: 6 }, (_, index) => billing.entity({ organizationId, name: `Entity ${index}` })),
  );
  const next = made.find((entity) => !entity.isDefault)!;
  const defaults = (): Promise<{ id: string }[]> =>
    billing.rows(`select id from SCHEMA.entities where organization_id = $1 and is_default`, [organizationId]);
  assert.equal((await defaults()).length, 1);
  await Promise.all(made.map((entity) => updateEntity(billing.staff(), { entityId: entity.id, isDefault: true })));
  assert.equal((await defaults()).length, 1);
  await updateEntity(billing.staff(), { entityId: next.id, isDefault: true });
  assert.deepEqual(await defaults(), [{ id: next.id }]);
});

test('changes what is named, refuses a stale version, and lets only those who answer for credits extend them', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  const change = (identity: Partial<RequestIdentity>, input: object): Promise<SubgraphAnswer<{ updateEntity: EntityPayload }>> =>
    ask(identity, UPDATE, { input: { entityId: publicId(entity.id), ...input } });
  const changed = await change(owner(organizationId), { name: 'Acme Worldwide', version: 1, lowBalanceThreshold: '12.5' });
  assert.deepEqual(changed.data.updateEntity.entity, {
    name: 'Acme Worldwide',
    version: 2,
    isDefault: true,
    status: 'ACTIVE',
    lowBalanceThreshold: { amount: '12.50', currency: 'USD' },
  });
  const stale = await change(owner(organizationId), { name: 'Too late', version: 1 });
  assert.deepEqual(
    stale.data.updateEntity.errors.map(({ code, field }) => [code, field]),
    [['CONFLICT', 'version']],
  );
  const foreign = await change(owner(newId()), { name: 'Mine now' });
  assert.deepEqual(
    foreign.data.updateEntity.errors.map(({ code, field }) => [code, field]),
    [['NOT_FOUND', 'entityId']],
  );
  assert.deepEqual(
    (await change(owner(organizationId), { exhaustionPolicy: 'INVOICE' })).errors.map((error) => error.code),
    ['FORBIDDEN'],
  );
  assert.deepEqual(
    (await change(owner(organizationId), { status: 'ACTIVE' })).errors.map((error) => error.code),
    ['FORBIDDEN'],
  );
  assert.equal(
    (await change({}, { status: 'SUSPENDED', exhaustionPolicy: 'INVOICE' })).data.updateEntity.entity!['status'],
    'SUSPENDED',
  );
  const audited = await billing.world.inspect<{ action: string }>(
    `select action from platform.audit_log where resource_id = $1 order by id`,
    [entity.id],
  );
  assert.deepEqual(
    audited.map(({ action }) => action),
    ['entity.created', 'entity.updated', 'entity.status_changed', 'entity.updated'],
  );
});

test('shows an organization its own entities only, and staff those of all', async () => {
  const organizationId = newId();
  const mine = await billing.entity({ organizationId, name: 'Beta' });
  await billing.entity({ organizationId, name: 'Alpha' });
  const theirs = await billing.entity({ organizationId: newId() });
  const LIST = `query ($filter: EntityFilter) { entities(filter: $filter, sort: NAME_ASC) { totalCount edges { node { name } } } }`;
  interface List {
    entities: { totalCount: number; edges: { node: { name: string } }[] };
  }
  const own = await answer<List>(owner(organizationId), LIST);
  assert.deepEqual([own.entities.totalCount, own.entities.edges.map((edge) => edge.node.name)], [2, ['Alpha', 'Beta']]);
  const ofOne = await answer<List>({}, LIST, {
    filter: { organizationId: encodeId(ID_PREFIX.organization, organizationId), search: 'ALPH' },
  });
  assert.deepEqual(
    ofOne.entities.edges.map((edge) => edge.node.name),
    ['Alpha'],
  );
  const foreign = await ask(owner(organizationId), LIST, {
    filter: { organizationId: encodeId(ID_PREFIX.organization, theirs.organizationId) },
  });
  assert.deepEqual(
    foreign.errors.map(({ code, field }) => [code, field]),
    [['NOT_FOUND', 'filter.organizationId']],
  );
  const ONE = `query ($id: ID!) { entity(id: $id) { name } }`;
  assert.deepEqual(await answer(owner(organizationId), ONE, { id: publicId(theirs.id) }), { entity: null });
  assert.deepEqual(await answer({ ...owner(organizationId), testMode: true }, ONE, { id: publicId(mine.id) }), { entity: null });
  const member = { organizationId, userId: newId(), permissions: ORGANIZATION_ROLES.member };
  assert.deepEqual(
    (await ask(member, ONE, { id: publicId(mine.id) })).errors.map((error) => error.code),
    ['FORBIDDEN'],
  );
  assert.deepEqual(
    (await ask(member, CREATE, { input: { name: 'x', country: 'US', currency: 'USD' } })).errors.map((error) => error.code),
    ['FORBIDDEN'],
  );
});

test('sets a member’s limit and default, and takes nothing back when the limit is already used up', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  const userId = await billing.person(organizationId);
  await billing.grant(entity, '20.00');
  await captureReservation(billing.staff(), {
    ...(await billing.reserve(entity, '15.00', { context: billing.member({ organizationId, userId }) })),
    amount: null,
  });
  const SET = `mutation ($input: SetEntityMemberInput!) { setEntityMember(input: $input) {
    member { userId role creditLimit { amount currency } creditUsed { amount } isDefault } errors { code field } } }`;
  const input = {
    entityId: publicId(entity.id),
    userId: encodeId(ID_PREFIX.user, userId),
    creditLimit: '10.00',
    isDefault: true,
  };
  assert.deepEqual(await answer(owner(organizationId), SET, { input }), {
    setEntityMember: {
      member: {
        userId: input.userId,
        role: 'MEMBER',
        creditLimit: { amount: '10.00', currency: 'USD' },
        creditUsed: { amount: '15.00' },
        isDefault: true,
      },
      errors: [],
    },
  });
  const second = await billing.entity({ organizationId });
  await answer(owner(organizationId), SET, {
    input: { ...input, entityId: publicId(second.id), creditLimit: null, role: 'MANAGER' },
  });
  const MEMBERS = `query ($id: ID!) { entity(id: $id) { members { totalCount edges { node { role isDefault creditLimit { amount } } } } } }`;
  assert.deepEqual(await answer(owner(organizationId), MEMBERS, { id: publicId(entity.id) }), {
    entity: {
      members: { totalCount: 1, edges: [{ node: { role: 'MEMBER', isDefault: false, creditLimit: { amount: '10.00' } } }] },
    },
  });
  const foreign = await answer<{ setEntityMember: { errors: unknown } }>(owner(newId()), SET, { input });
  assert.deepEqual(foreign.setEntityMember.errors, [{ code: 'NOT_FOUND', field: 'entityId' }]);
  await Promise.all(
    [entity, second, entity, second].map(({ id }) => setEntityMember(billing.staff(), { entityId: id, userId, isDefault: true })),
  );
  assert.equal(
    (await billing.rows(`select id from SCHEMA.entity_members where user_id = $1 and is_default`, [userId])).length,
    1,
  );
});

test('nobody but a member of the organization or staff of the tenant becomes a member of an entity, and nothing is written', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  const elsewhere = await billing.person(newId());
  const otherTenant = await addMember(billing.world, { tenant: await billing.world.createTenant(), organizationId });
  for (const userId of [newId(), elsewhere, otherTenant]) {
    const set = setEntityMember(billing.staff(), { entityId: entity.id, userId, creditLimit: '5.00' });
    await assertRefused(set, 'NOT_FOUND', 'userId');
  }
  assert.deepEqual(await billing.rows(`select id from SCHEMA.entity_members where entity_id = $1`, [entity.id]), []);
});

test('answers lists below a list of 1 and of 30 entities with the same number of statements', async () => {
  const LIST = `{ entities(first: 50) { edges { node { organization { entities { id } } creditBalance { available { amount } }
    creditGrants(first: 2) { totalCount edges { node { id entity { id } } } } members { edges { node { userId } } } } } } }`;
  const statements = async (count: number): Promise<number> => {
    const organizationId = newId();
    for (let index = 0; index < count; index += 1) {
      const entity = await billing.entity({ organizationId, name: `Entity ${index}` });
      for (const amount of ['1.00', '2.00', '3.00']) await billing.grant(entity, amount);
    }
    const listed = await ask<{ entities: { edges: { node: { creditGrants: { totalCount: number; edges: unknown[] } } }[] } }>(
      owner(organizationId),
      LIST,
    );
    assert.deepEqual(listed.errors, []);
    assert.deepEqual(
      listed.data.entities.edges.map(({ node }) => [node.creditGrants.totalCount, node.creditGrants.edges.length]),
      Array.from({ length: count }, () => [3, 2]),
    );
    return listed.statements;
  };
  const few = await statements(1);
  assert.equal(await statements(30), few);
});

test('answers references to entities and organizations that are the caller’s, and null for others', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  const REFERENCES = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Entity { name } ... on Organization { entities { name } } } }`;
  const of = [
    { __typename: 'Entity', id: publicId(entity.id) },
    { __typename: 'Organization', id: encodeId(ID_PREFIX.organization, organizationId) },
  ];
  assert.deepEqual(await answer(owner(organizationId), REFERENCES, { of }), {
    _entities: [{ name: 'Acme Inc.' }, { entities: [{ name: 'Acme Inc.' }] }],
  });
  assert.deepEqual(await answer(owner(newId()), REFERENCES, { of }), { _entities: [null, null] });
  assert.deepEqual(await answer({ level: 'partner', partnerId: newId(), permissions: ['view_partner'] }, REFERENCES, { of }), {
    _entities: [null, null],
  });
});
