import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OperationClient } from '../../platform/operations/operation-client.ts';
import { newId } from '../../platform/ids/public-id.ts';
import { TenantHosts } from './tenant-host.ts';

type Status = 'active' | 'suspended' | 'deleted' | 'provisioning' | 'failed';

interface Directory {
  hosts: TenantHosts;
  tenants: Map<string, { id: string; status: Status }>;
  asked: string[];
}

function start(): Directory {
  const tenants: Directory['tenants'] = new Map();
  const asked: string[] = [];
  const operations = new OperationClient(async ({ variables }) => {
    const { host } = (variables as { input: { host: string } }).input;
    asked.push(host);
    return { data: { resolveTenantHost: { tenant: tenants.get(host) ?? null } } };
  });
  const hosts = new TenantHosts({ operations: () => operations, rememberedMs: () => 60_000, now: () => 0 });
  return { hosts, tenants, asked };
}

test('a host is looked up once however many ask, and again when its tenant has changed or anything may have', async () => {
  const { hosts, tenants, asked } = start();
  const id = newId();
  tenants.set('shop.example', { id, status: 'active' });
  const answers = await Promise.all(Array.from({ length: 50 }, () => hosts.tenantAt('Shop.Example:8443', 'r')));
  assert.deepEqual([new Set(answers), asked], [new Set([id]), ['shop.example']]);
  hosts.forget([`tenant/${newId()}`]);
  await hosts.tenantAt('shop.example', 'r');
  assert.equal(asked.length, 1);
  hosts.forget([`tenant/${id}`]);
  await hosts.tenantAt('shop.example', 'r');
  assert.equal(asked.length, 2);
  hosts.clear();
  await hosts.tenantAt('shop.example', 'r');
  assert.equal(asked.length, 3);
});

test('a refusal is not remembered, so that a tenant is reached the moment it may be', async () => {
  const { hosts, tenants, asked } = start();
  const id = newId();
  const steps: [Status | undefined, string][] = [
    [undefined, 'TENANT_UNKNOWN'],
    ['provisioning', 'TENANT_NOT_READY'],
    ['failed', 'TENANT_NOT_READY'],
    ['suspended', 'TENANT_SUSPENDED'],
    ['deleted', 'TENANT_DELETED'],
  ];
  for (const [status, code] of steps) {
    if (status) tenants.set('shop.example', { id, status });
    await assert.rejects(hosts.tenantAt('shop.example', 'r'), { code });
  }
  tenants.set('shop.example', { id, status: 'active' });
  assert.equal(await hosts.tenantAt('shop.example', 'r'), id);
  assert.equal(asked.length, 6);
});

test('nobody is asked about hosts that can be no tenant’s, nor about the platform’s own', async () => {
  const { hosts, asked } = start();
  for (const host of [
    undefined,
    '',
    'localhost',
    'gateway:4000',
    '127.0.0.1',
    '10.0.0.7:80',
    '[::1]:4000',
    'waybill.localhost',
    'WAYBILL.localhost.:4000',
  ])
    assert.equal(await hosts.tenantAt(host, 'r'), null, host);
  assert.deepEqual(asked, []);
});
