import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { OPERATOR_PERMISSIONS, ORGANIZATION_ROLES, TENANT_ADMIN_PERMISSIONS } from '../../../contracts/identity/permissions.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { ensurePlatformTenant } from '../operators/create-operator.ts';
import { createTenant } from '../tenants/create-tenant.ts';
import { sealAuditLog } from './seal-audit-log.ts';

let world: TestWorld;
let tenant: TestTenant;
let platform: TestTenant;
const [organizationId, otherOrganizationId, userId, entityId] = [newId(), newId(), newId(), newId()];

interface Entry {
  action: string;
  resourceId: string;
  actor: { kind: string; id: string | null; name: string | null };
  changes: { field: string; before: unknown; after: unknown }[];
}
interface Page {
  auditLog: { totalCount: number; edges: { cursor: string; node: Entry }[] };
}

const LIST = `query ($filter: AuditLogFilter, $sort: AuditLogSort, $first: Int, $after: String) {
  auditLog(filter: $filter, sort: $sort, first: $first, after: $after) { totalCount edges { cursor node {
    id action resourceType resourceId actor { kind id name } changes { field before after } before after ipAddress userAgent occurredAt
    organization { id } seal { position hash }
  } } } }`;

const OWNER: Partial<RequestIdentity> = { level: 'organization', organizationId, permissions: ORGANIZATION_ROLES.owner };

async function entry(facts: {
  action: string;
  organizationId: string | null;
  minute: number;
  testMode?: boolean;
  [name: string]: unknown;
}): Promise<void> {
  const { testMode = false, minute, ...rest } = facts;
  const context = world.context('tenants', { tenant, testMode });
  await context.session.transaction(async (transaction) =>
    transaction.audit({
      actor: `user/${userId}`,
      resourceType: 'entity',
      resourceId: entityId,
      ipAddress: '192.0.2.1',
      userAgent: 'Mozilla',
      occurredAt: new Date(Date.UTC(2026, 2, 1, 12, minute)),
      before: { name: 'Old', isDefault: false },
      after: { name: 'New', isDefault: false, entityId, tiers: [{ rate: '0.1' }] },
      ...rest,
    }),
  );
}

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  tenant = await world.createTenant();
  platform = await ensurePlatformTenant(world.context('tenants', { level: 'internal' }));
  const operator = world.context('tenants', { level: 'platform', tenant: platform });
  await createTenant(operator, { name: 'Acme', domain: 'acme', adminEmail: 'ann@acme.example', plan: 'starter' });
  await entry({ action: 'entity.updated', organizationId, minute: 1 });
  await entry({
    action: 'entity.created',
    organizationId: otherOrganizationId,
    minute: 2,
    ipAddress: '2001:db8::1',
    after: { name: '=1+2' },
  });
  await entry({
    action: 'addon.created',
    organizationId: null,
    minute: 3,
    actor: 'system/seed',
    resourceType: 'addon',
    resourceId: newId(),
  });
  await entry({ action: 'entity.updated', organizationId, minute: 4, testMode: true });
  await sealAuditLog(world.context('tenants', { tenant }));
});
after(() => world.close());

async function list(identity: Partial<RequestIdentity>, variables: Record<string, unknown> = {}): Promise<string[]> {
  const page = await answerOf<Page>(world, 'tenants', { tenant, ...identity }, { query: LIST, variables });
  return page.auditLog.edges.map((edge) => edge.node.action);
}

test('owners and admins see their organization’s entries, staff the tenant’s, in the mode of their token', async () => {
  const admin = { ...OWNER, permissions: ORGANIZATION_ROLES.admin };
  assert.deepEqual(await list(OWNER), ['entity.updated']);
  assert.deepEqual(await list(admin), ['entity.updated']);
  assert.deepEqual(await list({ ...OWNER, organizationId: otherOrganizationId }), ['entity.created']);
  assert.deepEqual(await list({ level: 'tenant' }), ['addon.created', 'entity.created', 'entity.updated']);
  assert.deepEqual(await list({ level: 'tenant', organizationId }), ['entity.updated']);
  assert.deepEqual(await list({ level: 'tenant', testMode: true }), ['entity.updated']);
  assert.deepEqual(await list({ level: 'tenant', tenant: await world.createTenant() }), []);
});

test('operators see the log of the platform’s own tenant, and nothing of another’s', async () => {
  const operator = { level: 'platform', tenant: platform, permissions: OPERATOR_PERMISSIONS } as const;
  assert.deepEqual(await list(operator), ['tenant.provisioned', 'tenant.created']);
  const proof = await answerOf<{ auditProof: object }>(world, 'tenants', operator, {
    query: '{ auditProof { isIntact isComplete unsealedCount head { position } } }',
  });
  assert.deepEqual(proof.auditProof, { isIntact: true, isComplete: true, unsealedCount: 2, head: { position: 0 } });
});

test('members, developers, partners and strangers see none of it; the proof is for staff', async () => {
  const refused = async (identity: Partial<RequestIdentity>, query: string): Promise<string[]> =>
    (await askSubgraph(world, 'tenants', { tenant, ...identity }, { query })).errors.map((error) => error.code);
  const log = '{ auditLog { totalCount } }';
  const proof = '{ auditProof { isIntact } }';
  for (const role of ['member', 'developer'] as const)
    assert.deepEqual(await refused({ ...OWNER, permissions: ORGANIZATION_ROLES[role] }, log), ['FORBIDDEN'], role);
  assert.deepEqual(await refused({ level: 'partner', partnerId: newId() }, log), ['FORBIDDEN']);
  assert.deepEqual(await refused({ level: 'anonymous', permissions: [] }, log), ['UNAUTHENTICATED']);
  assert.deepEqual(await refused(OWNER, proof), ['FORBIDDEN']);
  assert.deepEqual(await refused({ level: 'tenant', permissions: TENANT_ADMIN_PERMISSIONS }, proof), []);
});

test('says field by field what changed, with ids as clients know them, and where it stands in the chain', async () => {
  const page = await answerOf<Page>(world, 'tenants', { tenant, ...OWNER }, { query: LIST });
  const { node } = page.auditLog.edges[0]!;
  const entity = encodeId(ID_PREFIX.entity, entityId);
  assert.equal(node.resourceId, entity);
  assert.deepEqual(node.actor, { kind: 'USER', id: encodeId(ID_PREFIX.user, userId), name: null });
  assert.deepEqual(
    node.changes.toSorted((left, right) => left.field.localeCompare(right.field)),
    [
      { field: 'entityId', before: null, after: entity },
      { field: 'name', before: 'Old', after: 'New' },
      { field: 'tiers.0.rate', before: null, after: '0.1' },
    ],
  );
  const { seal } = node as unknown as { seal: { position: number; hash: string } };
  assert.equal(seal.position, 1);
  assert.match(seal.hash, /^[0-9a-f]{64}$/);
});

test('finds by actor, action, resource, organization, time, address and keyword, and sorts both ways', async () => {
  const staff = { level: 'tenant' } as const;
  const found = (filter: object): Promise<string[]> => list(staff, { filter });
  const at = (minute: number): string => new Date(Date.UTC(2026, 2, 1, 12, minute)).toISOString();
  assert.deepEqual(await found({ actor: 'system/seed' }), ['addon.created']);
  assert.deepEqual(await found({ actor: encodeId(ID_PREFIX.user, userId) }), ['entity.created', 'entity.updated']);
  assert.deepEqual(await found({ actor: encodeId(ID_PREFIX.apiToken, userId) }), []);
  assert.deepEqual(await found({ actions: ['entity.created', 'addon.created'] }), ['addon.created', 'entity.created']);
  assert.deepEqual(await found({ resourceType: 'addon' }), ['addon.created']);
  assert.deepEqual(await found({ resourceId: encodeId(ID_PREFIX.entity, entityId) }), ['entity.created', 'entity.updated']);
  assert.deepEqual(await found({ organizationId: encodeId(ID_PREFIX.organization, otherOrganizationId) }), ['entity.created']);
  assert.deepEqual(await found({ from: at(2), until: at(3) }), ['entity.created']);
  assert.deepEqual(await found({ ipAddress: '2001:db8::1' }), ['entity.created']);
  assert.deepEqual(await found({ keyword: '=1+2' }), ['entity.created']);
  assert.deepEqual(await found({ keyword: '%%%' }), []);
  assert.deepEqual(await list(staff, { sort: 'OCCURRED_AT_ASC' }), ['entity.updated', 'entity.created', 'addon.created']);
});

test('pages through the log with four statements whatever the size of a page, seals and organizations included', async () => {
  const counts: number[] = [];
  for (const first of [2, 3]) {
    const answer = await askSubgraph<Page>(world, 'tenants', { tenant, level: 'tenant' }, { query: LIST, variables: { first } });
    assert.equal(answer.data.auditLog.edges.length, first);
    counts.push(answer.statements);
  }
  const page = await answerOf<Page>(world, 'tenants', { tenant, level: 'tenant' }, { query: LIST, variables: { first: 2 } });
  assert.deepEqual(await list({ level: 'tenant' }, { first: 2, after: page.auditLog.edges[1]!.cursor }), ['entity.updated']);
  assert.deepEqual(counts, [4, 4]);
});

test('refuses filters that can’t be meant, naming the field', async () => {
  const refusal = async (filter: object): Promise<unknown> => {
    const { errors } = await askSubgraph(world, 'tenants', { tenant }, { query: LIST, variables: { filter } });
    return errors.map(({ code, field }) => [code, field]);
  };
  assert.deepEqual(await refusal({ actor: 'me' }), [['VALIDATION_FAILED', 'filter.actor']]);
  assert.deepEqual(await refusal({ resourceId: 'nope_123' }), [['INVALID_ID', 'filter.resourceId']]);
  assert.deepEqual(await refusal({ ipAddress: '10.0.0.0/8' }), [['VALIDATION_FAILED', 'filter.ipAddress']]);
  assert.deepEqual(await refusal({ keyword: 'ab' }), [['VALIDATION_FAILED', 'filter.keyword']]);
  assert.deepEqual(await refusal({ keyword: 'x'.repeat(1_000_000) }), [['VALIDATION_FAILED', 'filter.keyword']]);
  assert.deepEqual(await refusal({ from: '2026-03-02T00:00:00Z', until: '2026-03-01T00:00:00Z' }), [
    ['VALIDATION_FAILED', 'filter.until'],
  ]);
});

test('a secret that a use case forgot to leave out is not written down', async () => {
  const context = world.context('tenants', { tenant });
  const token = `wb_org_live_${'a1B2'.repeat(8)}c3D4e5`;
  await context.session.transaction(async (transaction) =>
    transaction.audit({
      actor: 'system/test',
      action: 'secret.leaked',
      resourceType: 'entity',
      resourceId: newId(),
      organizationId: null,
      occurredAt: new Date(),
      before: { password: 'hunter2', clientSecret: 's3cret', nested: [{ apiKey: 'k', hasToken: true }] },
      after: { note: `use ${token} for it`, token: null, name: 'Kept' },
    }),
  );
  const [row] = await world.inspect<{ changes: unknown }>(
    `select changes from platform.audit_log where action = 'secret.leaked'`,
  );
  assert.deepEqual(row!.changes, {
    before: { password: '[redacted]', clientSecret: '[redacted]', nested: [{ apiKey: '[redacted]', hasToken: true }] },
    after: { note: 'use [redacted] for it', token: null, name: 'Kept' },
  });
});
