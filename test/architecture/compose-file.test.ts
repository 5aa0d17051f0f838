import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { HostConfig } from '../../host/host-config.ts';
import { SUBGRAPH_NAMES } from '../../host/load-subgraph.ts';
import { readAddresses } from '../../host/supergraph-file.ts';

interface Service {
  image: string;
  command?: string[];
  build?: string;
  environment: Record<string, string>;
  networks: string[];
  depends_on?: Record<string, { condition: string }>;
}

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { services, networks, volumes } = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  networks: Record<string, unknown>;
  volumes: Record<string, unknown>;
};
const ours = Object.entries(services).filter(([, service]) => service.image === 'waybill');
const dockerfile = read('Dockerfile');

test('composes the six subgraphs, each by its own name, with gateway, migration and database', () => {
  assert.deepEqual(Object.keys(services).toSorted(), [...SUBGRAPH_NAMES, 'gateway', 'migrate', 'postgres'].toSorted());
  for (const name of SUBGRAPH_NAMES) assert.deepEqual(services[name]?.command, ['dist/host/subgraph.js', name]);
});

test('runs only entry points that there are', () => {
  assert.equal(ours.length, 8);
  const imageCommand = /^CMD \["(.+)"\]$/m.exec(dockerfile)?.[1];
  for (const entry of [imageCommand, ...ours.map(([, service]) => service.command?.[0])]) {
    assert.match(entry ?? '', /^dist\/host\/\w+\.js$/);
    assert.ok(existsSync(join(root, entry!.replace(/^dist\/(.*)\.js$/, '$1.ts'))), entry);
  }
});

test('sets only what the configuration knows, and every process has what it cannot do without', () => {
  const imageSettings = [...dockerfile.matchAll(/\b([A-Z_]+)=/g)].map((match) => match[1]!).filter((name) => name !== 'NODE_ENV');
  assert.deepEqual(imageSettings, ['HOST', 'PORT']);
  for (const [name, { environment }] of ours) {
    for (const setting of [...Object.keys(environment), ...imageSettings])
      assert.ok(setting in HostConfig.shape, `${name} is given ${setting}`);
    assert.match(environment['WAYBILL_SECRET'] ?? '', /^\$\{WAYBILL_SECRET:\?/, `${name} takes the secret from outside`);
    assert.equal('DATABASE_URL' in environment, name !== 'gateway', `${name} and the database`);
    assert.equal(environment['SUPERGRAPH_FILE'], name === 'migrate' ? undefined : 'supergraph.compose.yaml');
  }
});

test('gives the owner’s password to the migration alone, and keeps every password out of the files', () => {
  const holders = ours.filter(([, { environment }]) => environment['DATABASE_URL']?.includes('@')).map(([name]) => name);
  assert.deepEqual(holders, ['migrate']);
  assert.equal(services['migrate']?.environment['DATABASE_URL'], 'postgres://waybill:${POSTGRES_PASSWORD}@postgres:5432/waybill');
  assert.match(services['postgres']?.environment['POSTGRES_PASSWORD'] ?? '', /^\$\{POSTGRES_PASSWORD:\?/);
  for (const name of SUBGRAPH_NAMES)
    assert.ok(HostConfig.shape.DATABASE_URL.safeParse(services[name]?.environment['DATABASE_URL']).success);
});

test('reaches every subgraph by the name of its service and the port of the image', async () => {
  const addresses = await readAddresses(join(root, 'supergraph.compose.yaml'));
  assert.deepEqual(
    Object.fromEntries(addresses),
    Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, `http://${name}:4000/graphql`])),
  );
  assert.deepEqual([...(await readAddresses(join(root, 'supergraph.yaml'))).keys()], [...SUBGRAPH_NAMES]);
  for (const place of [/^EXPOSE 4000$/m, /PORT=4000$/m, /127\.0\.0\.1:4000\/health\/ready/]) assert.match(dockerfile, place);
});

test('starts things in an order that can be met, on networks that exist, the gateway apart from the database', () => {
  for (const [name, service] of Object.entries(services)) {
    for (const other of Object.keys(service.depends_on ?? {})) assert.ok(other in services, `${name} waits for ${other}`);
    for (const network of service.networks) assert.ok(network in networks, `${name} is on ${network}`);
  }
  assert.deepEqual(Object.keys(services['gateway']?.depends_on ?? {}), [...SUBGRAPH_NAMES]);
  assert.deepEqual(
    services['gateway']?.networks.filter((network) => services['postgres']?.networks.includes(network)),
    [],
  );
  assert.deepEqual(Object.keys(volumes), ['database', 'objects']);
});

test('copies into the image only what is there and is not held back', () => {
  const kept = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) => match[1]!.split(' '));
  assert.ok(copied.length >= 10);
  for (const path of copied) {
    assert.ok(existsSync(join(root, path)), `${path} is not there`);
    assert.ok(kept.includes(path.split('/')[0]!), `.dockerignore holds ${path} back`);
  }
  assert.match(dockerfile, /^USER node$/m);
});
