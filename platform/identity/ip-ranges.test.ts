import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IpRanges, parseIpRange, plainAddress } from './ip-ranges.ts';

test('reads networks and single addresses of both kinds, and nothing else', () => {
  assert.deepEqual(parseIpRange('203.0.113.0/24'), { address: '203.0.113.0', prefix: 24, family: 'ipv4' });
  assert.deepEqual(parseIpRange(' 203.0.113.9 '), { address: '203.0.113.9', prefix: 32, family: 'ipv4' });
  assert.deepEqual(parseIpRange('2001:DB8::/32'), { address: '2001:DB8::', prefix: 32, family: 'ipv6' });
  assert.deepEqual(parseIpRange('::1'), { address: '::1', prefix: 128, family: 'ipv6' });
  for (const text of [
    '',
    '203.0.113',
    '203.0.113.0/33',
    '203.0.113.256',
    '::/129',
    '1.2.3.4/-1',
    'localhost',
    '203.0.113.0/24/24',
    '0x1.2.3.4',
    '::1%eth0',
  ])
    assert.equal(parseIpRange(text), undefined, text);
});

test('includes what lies in a network and nothing beside it; IPv4 also in the clothes of IPv6', () => {
  const ranges = new IpRanges(['203.0.113.0/24', '198.51.100.7', '2001:db8:1::/48']);
  for (const inside of [
    '203.0.113.0',
    '203.0.113.255',
    '198.51.100.7',
    '::ffff:203.0.113.9',
    '2001:db8:1::',
    '2001:db8:1:ffff::1',
    '2001:db8:1::1%eth0',
  ])
    assert.equal(ranges.includes(inside), true, inside);
  for (const outside of [
    '203.0.112.255',
    '203.0.114.0',
    '198.51.100.8',
    '2001:db8:2::1',
    '::ffff:198.51.100.8',
    '',
    'unknown',
    '203.0.113.9, 1.1.1.1',
  ])
    assert.equal(ranges.includes(outside), false, outside);
  assert.equal(new IpRanges(['::/0']).includes('203.0.113.1'), false);
  assert.equal(new IpRanges(['0.0.0.0/0']).includes('203.0.113.1'), true);
  assert.equal(plainAddress('::FFFF:192.0.2.1'), '192.0.2.1');
});
