import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Client, escapeIdentifier } from 'pg';
import { ensureDatabase } from '../../../platform/database/ensure-database.ts';
import { migrate } from '../../../platform/database/migrator.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { shippingMigrations } from '../migrations/shipping-migrations.ts';

const SCHEMA = 't_00000000000000f1';
const CONTENT = Buffer.from('%PDF-1.7 a label from before');
const name = `files_${randomBytes(6).toString('hex')}`;
const serverUrl = process.env['WAYBILL_TEST_DATABASE_URL']!;
const ownerUrl = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).toString();
let owner: Client;

before(async () => {
  await ensureDatabase(serverUrl, name);
  owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
});
after(async () => {
  const { rows } = await owner.query<{ rolname: string }>('select rolname from pg_roles where rolname like $1', [`${name}\\_%`]);
  for (const role of rows.map(({ rolname }) => escapeIdentifier(rolname)))
    await owner.query(`drop owned by ${role}; drop role ${role}`);
  await owner.end();
  const server = new Client({ connectionString: serverUrl });
  await server.connect();
  await server.query(`drop database ${name} with (force)`);
  await server.end();
});

async function migrateTo(steps: number): Promise<void> {
  const { global, tenant } = shippingMigrations;
  const others = ['tenants', 'addons', 'billing', 'partners', 'analytics'].map((each) => ({
    owner: each,
    global: [],
    tenant: [],
  }));
  const sets = [...others, { owner: 'shipping', global, tenant: tenant.slice(0, steps) }];
  const { failures } = await migrate({
    ownerUrl,
    secret: 'a secret of its own for this one test',
    rolePrefix: name,
    sets,
  });
  assert.deepEqual(failures, []);
}

test('a label from before there were files becomes one that is kept in the database, byte for byte', async () => {
  const before = shippingMigrations.tenant.find((step) => step.name === 'files in the object store')!.version - 1;
  await migrateTo(before);
  await owner.query('select platform.provision_schema($1)', [SCHEMA]);
  const [organizationId, shipmentId, labelId] = [newId(), newId(), newId()];
  await owner.query(
    `insert into ${SCHEMA}.shipments (id, organization_id, test_mode, status, shipper, recipient, parcels, metadata, carrier_name, tracking_number, created_at, updated_at)
     values ($1, $2, true, 'created', '{}', '{}', '[]', '{}', 'USPS', '9400', '2026-03-02', '2026-03-02')`,
    [shipmentId, organizationId],
  );
  await owner.query(
    `insert into ${SCHEMA}.labels (id, organization_id, test_mode, shipment_id, format, content, created_at) values ($1, $2, true, $3, 'PDF', $4, '2026-03-02')`,
    [labelId, organizationId, shipmentId, CONTENT],
  );
  await migrateTo(shippingMigrations.tenant.length);
  const { rows } = await owner.query<{ content: Buffer }>(
    `select f.organization_id, f.test_mode, f.kind, f.name, f.format, f.size_bytes, f.sha256, f.object_key, f.content, f.recorded_at is not null as recorded
     from ${SCHEMA}.labels l join ${SCHEMA}.files f on f.id = l.file_id where l.shipment_id = $1`,
    [shipmentId],
  );
  assert.deepEqual(rows, [
    {
      organization_id: organizationId,
      test_mode: true,
      kind: 'label',
      name: 'label-9400.pdf',
      format: 'PDF',
      size_bytes: CONTENT.length,
      sha256: createHash('sha256').update(CONTENT).digest('hex'),
      object_key: null,
      content: CONTENT,
      recorded: true,
    },
  ]);
  const walls = await owner.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = '${SCHEMA}'::regnamespace and c.relname in ('shipments', 'labels', 'files')
     and c.relrowsecurity and c.relforcerowsecurity`,
  );
  assert.equal(walls.rows.length, 3, 'the walls stand again');
});
