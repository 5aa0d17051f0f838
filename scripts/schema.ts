import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { print, printSchema, type DocumentNode } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { loadableSupergraph } from '../gateway/supergraph/loadable-supergraph.ts';
import { SUBGRAPHS } from '../host/subgraph-registry.ts';
import { buildFederatedSchema } from '../platform/graphql/federated-schema.ts';

// Prints every subgraph's schema, composes them as supergraph.yaml says and writes schema/. With --check nothing is
// written: the command fails when a file would change, so that the committed contract is what the code answers.

interface SupergraphFile {
  subgraphs: Record<string, { routing_url: string; schema: { file: string } }>;
}

const root = join(import.meta.dirname, '../..');
const isCheck = process.argv.includes('--check');
const supergraphFile = parseYaml(await readFile(join(root, 'supergraph.yaml'), 'utf8')) as SupergraphFile;

const printed = new Map<string, string>();
const services: { name: string; url: string; typeDefs: DocumentNode }[] = [];
for (const subgraph of SUBGRAPHS) {
  const { typeDefs } = await buildFederatedSchema(subgraph.schema);
  const place = supergraphFile.subgraphs[subgraph.name];
  if (!place) throw new Error(`supergraph.yaml does not name the subgraph ${subgraph.name}`);
  printed.set(place.schema.file, `${print(typeDefs)}\n`);
  services.push({ name: subgraph.name, url: place.routing_url, typeDefs });
}

const composition = composeServices(services);
if (composition.errors) {
  for (const error of composition.errors) console.error(`✗ ${error.message}`);
  process.exit(1);
}
const api = Supergraph.build(loadableSupergraph(composition.supergraphSdl)).apiSchema().toGraphQLJSSchema();
printed.set('./schema/supergraph.graphql', `${composition.supergraphSdl}\n`);
printed.set('./schema/api.graphql', `${printSchema(api)}\n`);

let stale = 0;
for (const [file, content] of printed) {
  const path = join(root, file);
  const present = await readFile(path, 'utf8').catch(() => '');
  if (present === content) continue;
  stale += 1;
  if (isCheck) {
    console.error(`✗ ${file} is not what the code prints; run npm run schema and commit it.`);
  } else {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content);
  }
}
const fields =
  Object.keys(api.getQueryType()?.getFields() ?? {}).length + Object.keys(api.getMutationType()?.getFields() ?? {}).length;
console.log(
  `schema: ${services.length} subgraphs, ${fields} operations, ${printed.size} files, ${stale} ${isCheck ? 'stale' : 'written'}`,
);
if (isCheck && stale > 0) process.exit(1);
