import { Client } from 'pg';
import type { RequestContext } from '../platform/context/request-context.ts';
import { decodeId } from '../platform/ids/public-id.ts';
import { proveAuditLog } from '../subgraphs/tenants/audit/prove-audit-log.ts';
import { sealAuditLog } from '../subgraphs/tenants/audit/seal-audit-log.ts';
import { PERMISSIONS } from '../contracts/identity/permissions.ts';
import { readyOrganization } from '../test/support/first-parcel-world.ts';
import { fillAuditLog } from './support/audit-history.ts';
import { benchClient } from './support/bench-client.ts';
import { startBenchPlatform } from './support/bench-platform.ts';
import { latestTenant } from './support/latest-tenant.ts';
import { load } from './support/load.ts';

// What the audit log of a busy tenant costs: a million entries sealed, listed, proved and exported; another number with an argument.

const ENTRIES = Number(process.argv[2] ?? 1_000_000);
const ENTRY = '{ id action actor { kind id } resourceType resourceId changes { field before after } ipAddress occurredAt';

const perSecond = (count: number, startedAt: number): string =>
  `${Math.round(count / ((performance.now() - startedAt) / 1000)).toLocaleString('en')}/s`;

const platform = await startBenchPlatform();
const owner = new Client({ connectionString: platform.ownerUrl });
await owner.connect();
try {
  const shop = await readyOrganization(benchClient(platform));
  const tenant = await latestTenant(platform);
  const organizationId = decodeId('org', shop.organizationId);
  let startedAt = performance.now();
  const sample = await fillAuditLog(owner, { tenantId: tenant.id, organizationId, entries: ENTRIES });
  console.log(`filled ${ENTRIES} entries by SQL: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);

  const context = staffOf(tenant);
  startedAt = performance.now();
  // The scheduled job seals as well; what counts is how soon nothing waits any more.
  const waiting = await unsealed();
  while ((await unsealed()) > 0) await sealAuditLog(context);
  console.log(`sealed ${waiting} entries: ${perSecond(waiting, startedAt)}`);

  startedAt = performance.now();
  let checked = 0;
  let differences = 0;
  for (let after: string | null = null, isComplete = false; !isComplete;) {
    const step = await proveAuditLog(context, { limit: 100_000, after });
    ({ cursor: after, isComplete } = step);
    checked += step.checked;
    differences += step.differenceCount;
  }
  console.log(`proved ${checked} entries, ${differences} differences: ${perSecond(checked, startedAt)}`);

  await measureLists({ admin: shop.adminToken, owner: shop.ownerToken }, sample);
  await measureExport(shop.ownerToken);
} finally {
  await owner.end();
  await platform.stop();
}

async function unsealed(): Promise<number> {
  const { rows } = await owner.query<{ count: number }>('select count(*)::int as count from platform.audit_unsealed');
  return rows[0]!.count;
}

function staffOf(tenant: { id: string; schema: string }): RequestContext {
  return platform.marketplace.subgraphs.get('tenants')!.createContext(
    {
      actor: 'system/bench',
      level: 'tenant',
      userId: null,
      tenant,
      organizationId: null,
      partnerId: null,
      testMode: false,
      permissions: [...PERMISSIONS],
    },
    { requestId: 'bench' },
    () => {},
  );
}

async function measureLists(
  tokens: { admin: string; owner: string },
  sample: { actor: string; resourceId: string },
): Promise<void> {
  const day = new Date(Date.now() - 86_400_000).toISOString();
  const lists: [name: string, token: string, args: string, count: number][] = [
    ['latest 50 of the tenant, with seals and organizations', tokens.admin, '', 100],
    ['latest 50 of an organization', tokens.owner, '', 100],
    ['earliest 50 of the tenant', tokens.admin, ', sort: OCCURRED_AT_ASC', 100],
    ['of one person', tokens.admin, `, filter: { actor: "${sample.actor}" }`, 100],
    ['of one action that is rare', tokens.admin, ', filter: { actions: ["rare.action"] }', 100],
    ['of one resource', tokens.admin, `, filter: { resourceId: "${sample.resourceId}" }`, 100],
    ['by a keyword, within a day', tokens.admin, `, filter: { keyword: "needle", from: "${day}" }`, 20],
    ['by a keyword, in all of the log', tokens.admin, ', filter: { keyword: "needle" }', 3],
  ];
  for (const [name, token, args, count] of lists) {
    const query = `{ auditLog(first: 50${args}) { edges { node ${ENTRY} organization { name } seal { position hash } } } } }`;
    const order = { url: platform.url, token, concurrency: 1 };
    await load({ ...order, bodies: [{ query }] });
    const figures = await load({ ...order, bodies: Array.from({ length: count }, () => ({ query })) });
    if (figures.failures > 0) throw new Error(`${name}: ${figures.firstFailure}`);
    console.log(
      `auditLog, ${name}: p50 ${figures.p50Ms.toFixed(1)} ms, p95 ${figures.p95Ms.toFixed(1)} ms, ${figures.statements.most} SQL statements`,
    );
  }
}

async function measureExport(token: string): Promise<void> {
  for (const format of ['ndjson', 'csv']) {
    const startedAt = performance.now();
    const response = await fetch(new URL(`/exports/audit-log?format=${format}`, platform.url), {
      headers: { authorization: `Bearer ${token}` },
    });
    const lines = (await response.text()).split('\n').length - 1;
    console.log(`exported ${lines} entries of an organization as ${format}: ${perSecond(lines, startedAt)}`);
  }
}
