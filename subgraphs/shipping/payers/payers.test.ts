import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { EntityBillingChanged, type EntityBillingChangedData } from '../../../contracts/events/billing-status-events.ts';
import { ManualClock } from '../../../platform/context/clock.ts';
import { tenantScope } from '../../../platform/database/database.ts';
import type { DeliveredEvent } from '../../../platform/events/consumer.ts';
import type { DomainError } from '../../../platform/errors/domain-error.ts';
import { encodeId, newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { addMember } from '../../../test/support/add-member.ts';
import { answerOf } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { anEntityWith, aShipper, type Shipper } from '../test-support/shipping-fixtures.ts';
import { followPayersConsumer } from './follow-payers.consumer.ts';
import { findPayer, type Payer } from './payers.query.ts';
import { requireAblePayer } from './require-able-payer.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let shipper: Shipper;

before(async () => {
  world = await createTestWorld({ clock });
});
after(() => world.close());
beforeEach(async () => {
  shipper = await aShipper(world);
});

function told(facts: Partial<EntityBillingChangedData> & { entityId: Uuid; version: number }): DeliveredEvent {
  const { organizationId, tenant } = shipper;
  const data = { organizationId, name: 'Payer', status: 'active', graceEndsAt: null, isDefault: true, ...facts };
  return {
    id: newId(),
    type: EntityBillingChanged.type,
    version: 1,
    subject: `entity/${facts.entityId}`,
    tenantId: tenant.id,
    organizationId,
    testMode: true,
    actor: 'system/test',
    causeId: null,
    occurredAt: clock.now(),
    data,
  };
}

async function consume(...events: DeliveredEvent[]): Promise<void> {
  const session = world.marketplace.subgraphs.get('shipping')!.database.session(tenantScope(shipper.tenant, true));
  await session.transaction((transaction) => followPayersConsumer.consume(transaction, events, clock));
}

async function billing(mutation: string, identity: object = {}): Promise<void> {
  const payloads = await answerOf<Record<string, { errors: unknown[] }>>(
    world,
    'billing',
    { ...shipper.identity, ...identity },
    {
      query: `mutation { ${mutation} { errors { code message } } }`,
    },
  );
  assert.deepEqual(Object.values(payloads)[0]!.errors, []);
}

async function refusal(entityId: Uuid | null, userId: Uuid | null = null): Promise<[string, string] | undefined> {
  const context = world.context('shipping', { ...shipper.identity, userId });
  try {
    await requireAblePayer(context, { organizationId: shipper.organizationId, entityId });
    return undefined;
  } catch (error) {
    const { code, message } = error as DomainError;
    return [code, message];
  }
}

const SUSPENDED: [string, string] = [
  'ENTITY_SUSPENDED',
  '"Payer" is suspended: nothing is shipped on its account until its open invoices are paid.',
];
const publicId = (id: Uuid): string => encodeId(ID_PREFIX.entity, id);

test('keeps the state of the highest version, in whatever order and however often it is told', async () => {
  const entityId = newId();
  const events = [
    told({ entityId, version: 1 }),
    told({ entityId, version: 2, status: 'grace', graceEndsAt: '2026-03-09T09:00:00.000Z' }),
    told({ entityId, version: 3, status: 'suspended' }),
    told({ entityId, version: 4, name: 'Renamed', status: 'active' }),
  ];
  const [first, second, third, fourth] = events as [DeliveredEvent, DeliveredEvent, DeliveredEvent, DeliveredEvent];
  const kept = async (): Promise<Partial<Payer> | undefined> =>
    findPayer(shipper.context().session, { organizationId: shipper.organizationId, entityId, userId: null });
  await consume(first, third);
  assert.equal((await kept())?.status, 'suspended');
  await consume(second);
  assert.deepEqual([(await kept())?.status, (await kept())?.version], ['suspended', 3]);
  await consume(fourth, second, first, fourth);
  assert.deepEqual([(await kept())?.name, (await kept())?.status, (await kept())?.version], ['Renamed', 'active', 4]);
  await consume(third);
  assert.equal((await kept())?.version, 4);
});

test('copies every change that billing makes: creation, status, the organization’s default', async () => {
  const first = await anEntityWith(world, shipper, '0');
  const second = await anEntityWith(world, shipper, '0');
  await billing(`updateEntity(input: { entityId: "${publicId(second)}", isDefault: true, name: "Second" })`);
  await billing(`updateEntity(input: { entityId: "${publicId(first)}", status: SUSPENDED })`);
  await world.settle();
  const rows = await world.inspect(
    `select id, name, status, is_default from "${shipper.tenant.schema}".payers where organization_id = $1 order by id`,
    [shipper.organizationId],
  );
  assert.deepEqual(rows, [
    { id: first, name: 'Payer', status: 'suspended', is_default: false },
    { id: second, name: 'Second', status: 'active', is_default: true },
  ]);
});

test('an able payer costs one statement and no call; the entity named, the person’s default and the organization’s decide in turn', async () => {
  const userId = await addMember(world, shipper);
  const ofOrganization = await anEntityWith(world, shipper, '0');
  const ofPerson = await anEntityWith(world, shipper, '0');
  const user = encodeId(ID_PREFIX.user, userId);
  await billing(`setEntityMember(input: { entityId: "${publicId(ofPerson)}", userId: "${user}", isDefault: true })`);
  await billing(`updateEntity(input: { entityId: "${publicId(ofOrganization)}", status: SUSPENDED })`);
  await world.settle();
  assert.deepEqual([await refusal(null), await refusal(null, userId)], [SUSPENDED, undefined]);
  assert.deepEqual(await refusal(ofOrganization, userId), SUSPENDED);
  assert.equal(await refusal(ofPerson), undefined);
  const before = world.statements();
  await refusal(null, userId);
  assert.equal(world.statements() - before, 1);

  await billing(`setEntityMember(input: { entityId: "${publicId(ofPerson)}", userId: "${user}", isDefault: false })`);
  await world.settle();
  assert.deepEqual(await refusal(null, userId), SUSPENDED);
});

test('grace ends by the clock, also before billing has written it', async () => {
  const entityId = await anEntityWith(world, shipper, '0');
  await billing(`updateEntity(input: { entityId: "${publicId(entityId)}", status: GRACE })`);
  await world.settle();
  assert.equal(await refusal(entityId), undefined);
  clock.advance(7 * 86_400_000);
  assert.deepEqual(await refusal(entityId), SUSPENDED);
});

test('what is restored counts at once, also before it has been told', async () => {
  const entityId = await anEntityWith(world, shipper, '0');
  await world.settle();
  await consume(told({ entityId, version: 1_000, status: 'suspended' }));
  assert.equal(await refusal(entityId), undefined);
  assert.equal(await refusal(null), undefined);
});

test('an entity of another organization, tenant or mode is not found, and an organization without entities is left to billing', async () => {
  const live = await aShipper(world, { tenant: shipper.tenant, testMode: false });
  const strangers = [
    newId(),
    await anEntityWith(world, await aShipper(world, { tenant: shipper.tenant }), '0'),
    await anEntityWith(world, await aShipper(world), '0'),
    await anEntityWith(world, live, '0'),
  ];
  await world.settle();
  for (const entityId of strangers) assert.deepEqual(await refusal(entityId), ['NOT_FOUND', 'The entity was not found.']);
  assert.equal(await refusal(null), undefined);
});
