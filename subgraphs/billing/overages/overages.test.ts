import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ORGANIZATION_ROLES } from '../../../contracts/identity/permissions.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf } from '../../../test/support/ask-subgraph.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import type { AskedPrice } from '../rate-cards/check-prices.ts';
import { TestBilling } from '../test-support/test-billing.ts';
import { cardFor, report, reported } from '../test-support/test-rate-cards.ts';
import { computeOverages } from './compute-overages.ts';

const DAY_MS = 86_400_000;
let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

const FREE_HUNDRED: AskedPrice = {
  meter: 'project_posted',
  model: { kind: 'graduated', tiers: [{ upTo: '100', unitPrice: '0' }, { unitPrice: '0.50' }] },
};
const FREE_TEN_PACKAGES: AskedPrice = {
  meter: 'freelancer_hired',
  model: { kind: 'package', packageSize: '5', packagePrice: '20', freeQuantity: '10' },
};

async function overagesOf(entity: BillingEntity): Promise<object[]> {
  const query = `query ($entityId: ID!) { usageOverages(filter: { entityId: $entityId }) { edges { node { period meter day includedQuantity quantity
    overageQuantity amount { amount } entity { name } } } } }`;
  const owner = {
    tenant: billing.tenant,
    organizationId: entity.organizationId,
    userId: newId(),
    permissions: ORGANIZATION_ROLES.owner,
  };
  const variables = { entityId: encodeId(ID_PREFIX.entity, entity.id) };
  const { usageOverages } = await answerOf<{ usageOverages: { edges: { node: object }[] } }>(billing.world, 'billing', owner, {
    query,
    variables,
  });
  return usageOverages.edges.map(({ node }) => node);
}

test('what goes beyond the included quantity is computed once a day and told once a month and meter', async () => {
  const entity = await billing.entity({ organizationId: newId() });
  await cardFor(billing, entity, [FREE_HUNDRED, FREE_TEN_PACKAGES]);
  await report(billing, [
    reported(billing, entity, { quantity: '100' }),
    reported(billing, entity, { eventType: 'freelancer_hired', quantity: '11' }),
  ]);
  billing.clock.advance(DAY_MS);
  await computeOverages(billing.system());
  const first = {
    period: '2026-03',
    meter: 'freelancer_hired',
    day: '2026-03-03',
    includedQuantity: '10',
    quantity: '11',
    overageQuantity: '1',
    amount: { amount: '20.00' },
    entity: { name: 'Acme Inc.' },
  };
  assert.deepEqual(await overagesOf(entity), [first]);
  await report(billing, [reported(billing, entity, { quantity: '3' })]);
  // Today was computed already: what came since is tomorrow's.
  await computeOverages(billing.system());
  assert.deepEqual(await overagesOf(entity), [first]);
  billing.clock.advance(DAY_MS);
  await computeOverages(billing.system());
  await computeOverages(billing.system());
  const second = {
    ...first,
    meter: 'project_posted',
    day: '2026-03-04',
    includedQuantity: '100',
    quantity: '103',
    overageQuantity: '3',
    amount: { amount: '1.50' },
  };
  assert.deepEqual(await overagesOf(entity), [second, first]);
  await report(billing, [reported(billing, entity, { quantity: '7' })]);
  billing.clock.advance(DAY_MS);
  await computeOverages(billing.system());
  assert.equal((await overagesOf(entity)).length, 3);
  const told = await billing.events('usage.overage.reached', entity);
  assert.deepEqual(
    told.map(({ meter, quantity, amount }) => [meter, quantity, amount]),
    [
      ['freelancer_hired', '11', { amount: '20.00', currency: 'USD' }],
      ['project_posted', '103', { amount: '1.50', currency: 'USD' }],
    ],
  );
});

test('usage that stays within what is included, or has no price that includes anything, is no overage', async () => {
  const entity = await billing.entity({ organizationId: newId() });
  await cardFor(billing, entity, [FREE_HUNDRED]);
  await report(billing, [
    reported(billing, entity, { quantity: '99' }),
    reported(billing, entity, { eventType: 'freelancer_hired', quantity: '500' }),
  ]);
  billing.clock.advance(DAY_MS);
  await computeOverages(billing.system());
  assert.deepEqual(await overagesOf(entity), []);
  assert.deepEqual(await billing.events('usage.overage.reached', entity), []);
});

test('recording notes the work for the job: it is due at the start of the next day', async () => {
  const entity = await billing.entity({ organizationId: newId() });
  await cardFor(billing, entity, [FREE_HUNDRED]);
  await billing.world.inspect(`delete from platform.due_work where job = 'billing.compute-overages'`);
  billing.clock.advance(DAY_MS);
  await report(billing, [reported(billing, entity)]);
  const notes = await billing.world.inspect<{ due_at: Date }>(
    `select due_at from platform.due_work where job = 'billing.compute-overages'`,
  );
  assert.equal(notes.length, 1);
  const due = notes[0]!.due_at.getTime();
  assert.ok(
    due > billing.clock.now().getTime() && due - billing.clock.now().getTime() <= DAY_MS + 3_600_000,
    String(notes[0]!.due_at),
  );
});
