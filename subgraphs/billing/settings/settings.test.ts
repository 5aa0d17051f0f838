import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '../../../platform/ids/public-id.ts';
import { setEntityMember } from '../entities/set-entity-member.ts';
import { updateEntity } from '../entities/update-entity.ts';
import { spendCredits } from '../spends/spend-credits.ts';
import { aTeam } from '../test-support/test-teams.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { openInvoice } from '../test-support/test-invoices.ts';
import type { SettingName } from './billing-setting.ts';
import { placeKey, placeToRead, settingsAt, type AskedPlace } from './effective-settings.ts';
import { setBillingSettings } from './set-billing-settings.ts';

const DAY_MS = 86_400_000;

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

const set = (place: AskedPlace, name: SettingName, value: string | null): Promise<unknown> =>
  setBillingSettings(billing.member({ level: 'tenant', organizationId: place.organizationId! }), {
    ...place,
    settings: [{ name, value }],
  });

/** The value of a setting at a place, with where it comes from. */
async function at(place: AskedPlace, name: SettingName): Promise<[string | null, string]> {
  const context = billing.member({ organizationId: place.organizationId! });
  const found = await settingsAt(context, placeKey(await placeToRead(context, place)));
  const { value, source } = found!.settings.find((setting) => setting.name === name)!;
  return [value, source];
}

test('inherits a value from organization to entity to team to person, and says of each where it comes from', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  const team = await aTeam(billing, { organizationId, entityId: entity.id });
  const userId = await billing.person(organizationId);
  const [inEntity, inTeam] = [
    { organizationId, entityId: entity.id },
    { organizationId, teamId: team.id },
  ];
  const person = { organizationId, teamId: team.id, userId };
  assert.deepEqual(await at(person, 'COST_CENTER'), [null, 'default']);
  await set({ organizationId }, 'COST_CENTER', 'HQ');
  assert.deepEqual(await at(person, 'COST_CENTER'), ['HQ', 'organization']);
  await set(inEntity, 'COST_CENTER', 'US-1');
  assert.deepEqual(await at(inTeam, 'COST_CENTER'), ['US-1', 'entity']);
  await set(inTeam, 'COST_CENTER', 'ADS');
  assert.deepEqual(await at(person, 'COST_CENTER'), ['ADS', 'team']);
  await set({ organizationId, userId }, 'COST_CENTER', 'ANN');
  assert.deepEqual(await at(person, 'COST_CENTER'), ['ANN', 'user']);
  assert.deepEqual(await at(inEntity, 'COST_CENTER'), ['US-1', 'entity']);
  await set(inTeam, 'COST_CENTER', null);
  await set({ organizationId, userId }, 'COST_CENTER', null);
  assert.deepEqual(await at(person, 'COST_CENTER'), ['US-1', 'entity']);
  const elsewhere = await billing.entity({ organizationId: newId() });
  assert.deepEqual(await at({ organizationId: elsewhere.organizationId, entityId: elsewhere.id }, 'COST_CENTER'), [
    null,
    'default',
  ]);
});

test('takes an entity’s own e-mail and threshold for its setting, and passes amounts in other currencies over', async () => {
  const organizationId = newId();
  const dollars = await billing.entity({ organizationId });
  const euros = await billing.entity({ organizationId, currency: 'EUR' });
  await set({ organizationId }, 'LOW_BALANCE_THRESHOLD', '20 USD');
  await set({ organizationId }, 'BILLING_EMAIL', 'All@Acme.example');
  assert.deepEqual(await at({ organizationId, entityId: dollars.id }, 'LOW_BALANCE_THRESHOLD'), ['20.00 USD', 'organization']);
  assert.deepEqual(await at({ organizationId, entityId: euros.id }, 'LOW_BALANCE_THRESHOLD'), [null, 'default']);
  assert.deepEqual(await at({ organizationId, entityId: euros.id }, 'BILLING_EMAIL'), ['all@acme.example', 'organization']);
  await updateEntity(billing.staff(), { entityId: dollars.id, lowBalanceThreshold: '5', billingEmail: 'us@acme.example' });
  assert.deepEqual(await at({ organizationId, entityId: dollars.id }, 'LOW_BALANCE_THRESHOLD'), ['5 USD', 'entity']);
  assert.deepEqual(await at({ organizationId, entityId: dollars.id }, 'BILLING_EMAIL'), ['us@acme.example', 'entity']);
});

test('refuses values, places and people that do not fit, and sets none of several when one is refused', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  const team = await aTeam(billing, { organizationId, entityId: entity.id });
  const place = { organizationId, entityId: entity.id };
  await assertRefused(set({ organizationId }, 'PAYMENT_TERM_DAYS', '121'), 'VALIDATION_FAILED', 'value');
  await assertRefused(set({ organizationId }, 'PAYMENT_TERM_DAYS', '-1'), 'VALIDATION_FAILED', 'value');
  await assertRefused(set({ organizationId }, 'DEFAULT_CREDIT_LIMIT', '20'), 'VALIDATION_FAILED', 'value');
  await assertRefused(set({ organizationId }, 'DEFAULT_CREDIT_LIMIT', '1.0000001 USD'), 'VALIDATION_FAILED', 'value');
  await assertRefused(set({ organizationId }, 'BILLING_EMAIL', 'nobody'), 'VALIDATION_FAILED', 'value');
  await assertRefused(set({ organizationId }, 'TAX_ID', ' '), 'VALIDATION_FAILED', 'value');
  await assertRefused(set(place, 'DEFAULT_CREDIT_LIMIT', '20 EUR'), 'VALIDATION_FAILED', 'settings');
  await assertRefused(set(place, 'BILLING_EMAIL', 'us@acme.example'), 'VALIDATION_FAILED', 'settings');
  await assertRefused(set({ organizationId, teamId: team.id }, 'TAX_ID', 'DE1'), 'VALIDATION_FAILED', 'settings');
  await assertRefused(set({ ...place, teamId: team.id }, 'COST_CENTER', '1'), 'VALIDATION_FAILED', 'entityId');
  await assertRefused(set({ organizationId, userId: newId() }, 'COST_CENTER', '1'), 'NOT_FOUND', 'userId');
  const foreign = await billing.entity({ organizationId: newId() });
  await assertRefused(set({ organizationId, entityId: foreign.id }, 'COST_CENTER', '1'), 'NOT_FOUND', 'entityId');
  const owner = billing.member({ organizationId, permissions: ['manage_billing'] });
  const terms = setBillingSettings(owner, {
    settings: [
      { name: 'COST_CENTER', value: 'HQ' },
      { name: 'PAYMENT_TERM_DAYS', value: '90' },
    ],
  });
  await assertRefused(terms, 'FORBIDDEN');
  assert.deepEqual(await at({ organizationId }, 'COST_CENTER'), [null, 'default']);
});

test('issues an invoice on the terms that hold at its entity', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  await set({ organizationId }, 'PAYMENT_TERM_DAYS', '30');
  await set({ organizationId }, 'TAX_ID', 'US-12');
  await set({ organizationId }, 'BILLING_EMAIL', 'all@acme.example');
  await set({ organizationId, entityId: entity.id }, 'PURCHASE_ORDER', 'PO 7');
  const issued = await openInvoice(billing, entity);
  assert.equal(issued.dueAt!.getTime() - issued.finalizedAt!.getTime(), 30 * DAY_MS);
  assert.deepEqual(issued.billTo, {
    name: 'Acme Inc.',
    country: 'US',
    billingEmail: 'all@acme.example',
    taxId: 'US-12',
    purchaseOrder: 'PO 7',
  });
});

test('gives notice at the threshold of the organization, and holds members without a limit of their own to the default one', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  await billing.grant(entity, '100.00');
  await set({ organizationId }, 'LOW_BALANCE_THRESHOLD', '60 USD');
  await set({ organizationId }, 'DEFAULT_CREDIT_LIMIT', '50.00 USD');
  const [free, bound, limited] = [
    await billing.person(organizationId),
    await billing.person(organizationId),
    await billing.person(organizationId),
  ];
  await setEntityMember(billing.staff(), { entityId: entity.id, userId: bound });
  await setEntityMember(billing.staff(), { entityId: entity.id, userId: limited, creditLimit: '2.00' });
  const spend = (userId: string, amount: string): Promise<unknown> =>
    spendCredits(billing.staff(), {
      entityId: entity.id,
      userId,
      amount: { amount, currency: 'USD' },
      reason: 'project_posted',
      idempotencyKey: newId(),
    });
  const message = await assertRefused(spend(bound, '50.01'), 'LIMIT_REACHED', 'amount');
  assert.match(message, /limit at "Acme Inc\." of 50\.00 USD leaves 50\.00 USD/);
  await assertRefused(spend(limited, '2.01'), 'LIMIT_REACHED', 'amount');
  await spend(bound, '20.00');
  await set({ organizationId, entityId: entity.id }, 'DEFAULT_CREDIT_LIMIT', '10.00 USD');
  await assertRefused(spend(bound, '0.01'), 'LIMIT_REACHED', 'amount');
  assert.equal((await billing.events('credit.threshold.reached', entity)).length, 0);
  await spend(free, '20.00');
  assert.deepEqual(
    (await billing.events('credit.threshold.reached', entity)).map((data) => data['threshold']),
    [{ amount: '60.00', currency: 'USD' }],
  );
});
