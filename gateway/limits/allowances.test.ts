import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANONYMOUS, type Identity } from '../../contracts/identity/identity.ts';
import { addressKey, allowanceOf, DEFAULT_ALLOWANCES } from './allowances.ts';

const tenant = { id: 'ten', schema: 't_ten' };
const rates = (facts: Partial<Identity>): unknown => {
  const { operationCost, rates: each } = allowanceOf(DEFAULT_ALLOWANCES, { ...ANONYMOUS, ...facts }, '203.0.113.9');
  return [operationCost, ...each.map(({ policy, key, points }) => `${policy} ${key} ${points}`)];
};

test('an organization shares its points with its members, and the tenant’s with all of the tenant', () => {
  assert.deepEqual(rates({ level: 'organization', tenant, organizationId: 'org', plan: 'starter' }), [
    5_000,
    'organization org/live 20000',
    'tenant ten/live 60000',
  ]);
  assert.deepEqual(rates({ level: 'organization', tenant, organizationId: 'org', plan: 'enterprise', testMode: true }), [
    20_000,
    'organization org/test 500000',
    'tenant ten/test 5000000',
  ]);
});

test('staff who act for nobody take from the tenant’s points; partners’ users have their own beside it', () => {
  assert.deepEqual(rates({ level: 'tenant', tenant, plan: 'professional' }), [10_000, 'tenant ten/live 500000']);
  assert.deepEqual(rates({ level: 'partner', tenant, partnerId: 'par', plan: 'professional' }), [
    10_000,
    'partner par/live 100000',
    'tenant ten/live 500000',
  ]);
});

test('an identity that names no plan has the smallest; operators and strangers have no plan', () => {
  assert.deepEqual(rates({ level: 'tenant', tenant }), [5_000, 'tenant ten/live 60000']);
  assert.deepEqual(rates({ level: 'platform', tenant, actor: 'user/ada' }), [20_000, 'operator user/ada 200000']);
  assert.deepEqual(rates({}), [100, 'address 203.0.113.9 2000']);
});

test('an IPv6 subscriber is one whatever address it picks of its network, and IPv4 stays itself', () => {
  const network = '2001:db8:0:1::/64';
  for (const address of ['2001:db8:0:1::1', '2001:0db8:0000:0001:aaaa:bbbb:cccc:dddd', '2001:DB8:0:1:0:0:0:9%eth0'])
    assert.equal(addressKey(address), network, address);
  assert.notEqual(addressKey('2001:db8:0:2::1'), network);
  assert.equal(addressKey('::1'), '0:0:0:0::/64');
  assert.equal(addressKey('::ffff:203.0.113.9'), '203.0.113.9');
  assert.equal(addressKey(null), 'unknown');
});
