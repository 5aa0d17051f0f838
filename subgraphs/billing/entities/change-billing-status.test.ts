import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '../../../platform/ids/public-id.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { standingAfterFailure } from './billing-standing.ts';
import { changeBillingStatus } from './change-billing-status.ts';
import { updateEntity } from './update-entity.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

const failure = new Date('2026-03-02T10:00:00Z');
const STATUS_EVENTS = ['grace_period_started', 'access_suspended', 'access_restored'];

test('standing is a function of dates alone: grace lasts seven days to the millisecond, and its end is suspension', () => {
  const graceEndsAt = new Date('2026-03-09T10:00:00Z');
  assert.deepEqual(standingAfterFailure(null, failure), { status: 'active', graceEndsAt: null });
  assert.deepEqual(standingAfterFailure(failure, failure), { status: 'grace', graceEndsAt });
  assert.deepEqual(standingAfterFailure(failure, new Date('2026-03-09T09:59:59.999Z')), { status: 'grace', graceEndsAt });
  assert.deepEqual(standingAfterFailure(failure, graceEndsAt), { status: 'suspended', graceEndsAt });
});

test('every change of status is written, told and audited once; what holds already is neither', async () => {
  const entity = await billing.entity({ organizationId: newId() });
  const context = billing.staff();
  const { organizationId, id: entityId } = entity;
  const invoiceId = newId();
  const change = (at: string): Promise<void> =>
    context.session.transaction((transaction) =>
      changeBillingStatus(context, transaction, {
        entityId,
        organizationId,
        standing: standingAfterFailure(at === 'paid' ? null : failure, new Date(at === 'paid' ? failure : at)),
        invoiceId,
      }),
    );
  for (const at of [
    '2026-03-03T00:00:00Z',
    '2026-03-04T00:00:00Z',
    '2026-03-10T00:00:00Z',
    '2026-03-10T00:00:00Z',
    'paid',
    'paid',
  ])
    await change(at);
  const told = await Promise.all(STATUS_EVENTS.map((name) => billing.events(`entity.billing.${name}`, entity)));
  const facts = { entityId, organizationId, invoiceId };
  assert.deepEqual(told, [
    [{ ...facts, status: 'grace', graceEndsAt: '2026-03-09T10:00:00.000Z' }],
    [{ ...facts, status: 'suspended', graceEndsAt: null }],
    [{ ...facts, status: 'active', graceEndsAt: null }],
  ]);
  const audits = await billing.rows(
    `select id from platform.audit_log where resource_id = $1 and action = 'entity.status_changed'`,
    [entityId],
  );
  assert.equal(audits.length, 3);
});

test('staff change the status through the same door, and a grace they give ends by the clock without any job', async () => {
  const entity = await billing.entity({ organizationId: newId() });
  await billing.grant(entity, '100.00');
  const member = billing.member({ organizationId: entity.organizationId });
  const graced = await updateEntity(billing.staff(), { entityId: entity.id, status: 'grace', name: 'Acme Ltd.' });
  assert.deepEqual(
    [graced.status, graced.name, graced.graceEndsAt?.toISOString(), graced.version],
    ['grace', 'Acme Ltd.', '2026-03-09T10:00:00.000Z', 3],
  );
  assert.equal((await billing.events('entity.billing.grace_period_started', entity)).length, 1);
  billing.clock.advance(7 * 86_400_000 - 1);
  await billing.reserve(entity, '1.00', { context: member });
  billing.clock.advance(1);
  await assertRefused(billing.reserve(entity, '1.00', { context: member }), 'ENTITY_SUSPENDED', 'entityId');
});
