import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANONYMOUS } from '../../contracts/identity/identity.ts';
import type { Uuid } from '../../platform/ids/public-id.ts';
import { AppOrigins } from './app-origins.ts';

const TENANTS: Record<string, Uuid | null> = {
  'app.acme.example': 'acme',
  'acme.waybill.localhost': 'acme',
  'app.birch.example': 'birch',
  'api.waybill.example': null,
  'localhost:4000': null,
};

function originsAt(): { origins: AppOrigins; asked: string[] } {
  const asked: string[] = [];
  const tenantAt = async (host: string | undefined): Promise<Uuid | null> => {
    asked.push(host ?? '');
    const tenant = TENANTS[host ?? ''];
    if (tenant === undefined) throw new Error('no tenant is here');
    return tenant;
  };
  return { asked, origins: new AppOrigins({ tenantAt, isOwn: (host) => host === 'console.waybill.example' }) };
}

async function allowed(origin: string, host: string): Promise<boolean> {
  return (await originsAt().origins.corsFor({ origin, host, id: 'test' })).origin === origin;
}

test('a tenant’s verified pages may ask at its own host and at the platform’s, and not at another tenant’s', async () => {
  assert.equal(await allowed('https://app.acme.example', 'api.waybill.example'), true);
  assert.equal(await allowed('https://app.acme.example', 'app.acme.example'), true);
  assert.equal(await allowed('http://acme.waybill.localhost', 'api.waybill.example'), true);
  assert.equal(await allowed('https://app.acme.example', 'app.birch.example'), false);
  assert.equal(await allowed('https://app.acme.example', 'nobody.example'), false);
});

test('the platform’s own pages may ask at the platform’s host only', async () => {
  assert.equal(await allowed('https://console.waybill.example', 'api.waybill.example'), true);
  assert.equal(await allowed('https://console.waybill.example', 'app.acme.example'), false);
});

test('strangers may not: unverified names, plain http, addresses, and what is no origin', async () => {
  for (const origin of [
    'https://evil.example',
    'http://app.acme.example',
    'https://203.0.113.9',
    'null',
    '',
    'https://app.acme.example/path',
    'https://app.acme.example.evil.example',
    'file://',
  ])
    assert.equal(await allowed(origin, 'api.waybill.example'), false, origin);
});

test('pages of this machine may ask this machine, and nobody else', async () => {
  assert.equal(await allowed('http://localhost:3000', 'localhost:4000'), true);
  assert.equal(await allowed('http://localhost:3000', 'api.waybill.example'), false);
});

test('a page of one tenant cannot use the token of another; strangers and operators bring no tenant', async () => {
  const { origins } = originsAt();
  const as = (tenant: string, level: 'organization' | 'platform' = 'organization') => ({
    ...ANONYMOUS,
    level,
    tenant: { id: tenant, schema: 't' },
  });
  const from = { origin: 'https://app.acme.example', id: 'test' };
  await origins.assertFits(from, as('acme'));
  await origins.assertFits(from, ANONYMOUS);
  await origins.assertFits(from, as('platform', 'platform'));
  await origins.assertFits({ ...from, origin: undefined }, as('birch'));
  await assert.rejects(origins.assertFits(from, as('birch')), {
    extensions: { code: 'ORIGIN_NOT_ALLOWED', http: { status: 403 } },
  });
});

test('a stranger’s origin is looked up once in ten seconds', async () => {
  const { origins, asked } = originsAt();
  for (let sent = 0; sent < 5; sent += 1)
    await origins.corsFor({ origin: 'https://evil.example', host: 'api.waybill.example', id: 'test' });
  assert.deepEqual(asked, ['evil.example']);
});
