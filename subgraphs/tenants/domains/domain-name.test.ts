import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDomain } from './domain-name.ts';

const codeOf = (domain: string): string => {
  const checked = checkDomain('domain', domain);
  return 'fault' in checked ? checked.fault.code : checked.value;
};

test('a domain is kept in the form in which it is looked up', () => {
  for (const [typed, kept] of [
    ['Shipping.Example.COM', 'shipping.example.com'],
    [' shipping.example.com. ', 'shipping.example.com'],
    ['münchen.example', 'xn--mnchen-3ya.example'],
    ['xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'],
  ])
    assert.equal(codeOf(typed!), kept, typed);
  assert.match(codeOf('доставка.example'), /^xn--/);
  assert.match(codeOf('配送サービス.example'), /^xn--/);
});

test('what is no name that leads somewhere in public is refused', () => {
  for (const domain of [
    '',
    'example',
    'shop..example.com',
    '-shop.example.com',
    'shop-.example.com',
    'under_score.example.com',
    '10.0.0.7',
    '0x7f.1',
    '[::1]',
    'shop.example.com:8080',
    'shop.example.com/path',
    'https://shop.example.com',
    'me@example.com',
    'shop.example.com?x',
    'ex%61mple.com',
    'a b.example.com',
    `${'a'.repeat(64)}.example.com`,
    `${'a.'.repeat(127)}com`,
    'x'.repeat(10_000_000),
    'printer.local',
    'db.internal',
    'shop.localhost',
    'hidden.onion',
    '7.0.0.10.in-addr.arpa',
  ])
    assert.equal(codeOf(domain), 'VALIDATION_FAILED', domain.slice(0, 40));
});

test('names that look like others are refused: mixed scripts, and letters that read like plain ones', () => {
  // Cyrillic letters in each of them.
  for (const domain of ['аррӏе.com', 'pаypal.com', 'www.gооgle.com', 'xn--80ak6aa92e.com', 'ѕсоре.com', 'xn--a.com', 'ουρ.com'])
    assert.equal(codeOf(domain), 'DOMAIN_MISTAKABLE', domain);
});

test('names below the platform’s own domain are given by the platform', () => {
  for (const domain of ['waybill.example', 'acme.waybill.example', 'deep.acme.Waybill.example']) {
    process.env['PLATFORM_DOMAIN'] = 'waybill.example';
    assert.equal(codeOf(domain), 'DOMAIN_RESERVED', domain);
  }
  assert.equal(codeOf('notwaybill.example'), 'notwaybill.example');
  delete process.env['PLATFORM_DOMAIN'];
});
