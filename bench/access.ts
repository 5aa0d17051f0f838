import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSchema, getOperationAST, parse, type DocumentNode } from 'graphql';
import { ANONYMOUS, type Identity } from '../contracts/identity/identity.ts';
import { ORGANIZATION_ROLES } from '../contracts/identity/permissions.ts';
import { OperationAccess } from '../gateway/access/operation-access.ts';
import { readyOrganization } from '../test/support/first-parcel-world.ts';
import { benchClient } from './support/bench-client.ts';
import { startBenchPlatform } from './support/bench-platform.ts';
import { line, load } from './support/load.ts';

// What the access rules of the schema cost the gateway: the check by itself, and a denied operation all in. Bar: denied < 1 ms CPU.

const CHECKS = 200_000;
const DOCUMENTS = 500;
const REQUESTS = 3_000;
const PAGE = `{ shipments(first: 50) { edges { node { id status commissionEarned { amount } tracker { status }
  organization { name entities { name creditBalance { available { amount } } } usage { shipments } partner { name } } } } } }`;
const DENIED = '{ tenants { edges { node { name } } } shipments { totalCount } }';

const owner: Identity = { ...ANONYMOUS, actor: 'user/1', level: 'organization', permissions: [...ORGANIZATION_ROLES.owner] };

const schemaFolder = join(import.meta.dirname, '../../schema');
const [supergraphSdl, apiSdl] = await Promise.all(
  ['supergraph', 'api'].map((name) => readFile(join(schemaFolder, `${name}.graphql`), 'utf8')),
);
const access = new OperationAccess(supergraphSdl!, buildSchema(apiSdl!));

const page = parse(PAGE);
tell('an allowed page, checked and permitted', CHECKS, () => {
  check(page);
  access.permit(page, owner);
});
const denied = parse(DENIED);
tell('a denied operation', CHECKS / 10, () => check(denied));
const fresh = Array.from({ length: DOCUMENTS }, (_, index) => parse(PAGE.replace('id status', `id status a${index}: status`)));
tell('the first sight of a document', DOCUMENTS, (index) => check(fresh[index]!));

const platform = await startBenchPlatform();
try {
  const shop = await readyOrganization(benchClient(platform));
  const order = { url: platform.url, token: shop.ownerToken, concurrency: 8 };
  const bodies = (query: string): { query: string }[] => Array.from({ length: REQUESTS }, () => ({ query }));
  await load({ ...order, bodies: bodies(DENIED) });
  console.log(line('a denied operation over HTTP', await load({ ...order, bodies: bodies(DENIED) })));
  console.log(line('an operation that asks no subgraph', await load({ ...order, bodies: bodies('{ __typename }') })));
} finally {
  await platform.stop();
}

function check(document: DocumentNode): void {
  try {
    access.check({ document, definition: getOperationAST(document)!, variables: {} }, owner);
  } catch {
    // Refused: that is what is measured.
  }
}

function tell(what: string, times: number, work: (index: number) => void): void {
  const before = process.cpuUsage();
  for (let index = 0; index < times; index += 1) work(index);
  const { user, system } = process.cpuUsage(before);
  console.log(`${what}: ${((user + system) / times).toFixed(2)} µs CPU`);
}
