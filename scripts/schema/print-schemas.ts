import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { print, printSchema, type DocumentNode } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { loadableSupergraph } from '../../gateway/supergraph/loadable-supergraph.ts';
import { SUBGRAPHS } from '../../host/subgraph-registry.ts';
import { buildFederatedSchema } from '../../platform/graphql/federated-schema.ts';
import { apiDocs } from './api-docs.ts';

/** What the code says the contract is: file contents by path below the project. */
export interface PrintedSchemas {
  files: Map<string, string>;
  subgraphs: number;
  operations: number;
  /** Why the subgraphs do not compose; the files of the whole are missing then. */
  errors: string[];
  /** What composition remarks on, without refusing it. */
  hints: { code: string; coordinate: string | undefined; message: string }[];
}

interface SupergraphFile {
  subgraphs: Record<string, { routing_url: string; schema: { file: string } }>;
}

/** Prints every subgraph's schema and composes them as supergraph.yaml says. */
export async function printSchemas(root: string): Promise<PrintedSchemas> {
  const places = (parseYaml(await readFile(join(root, 'supergraph.yaml'), 'utf8')) as SupergraphFile).subgraphs;
  const files = new Map<string, string>();
  const services: { name: string; url: string; typeDefs: DocumentNode }[] = [];
  for (const subgraph of SUBGRAPHS) {
    const place = places[subgraph.name];
    if (!place)
      return {
        files,
        subgraphs: 0,
        operations: 0,
        hints: [],
        errors: [`supergraph.yaml does not name the subgraph ${subgraph.name}`],
      };
    const { typeDefs } = await buildFederatedSchema(subgraph.schema);
    files.set(join(place.schema.file), `${print(typeDefs)}\n`);
    services.push({ name: subgraph.name, url: place.routing_url, typeDefs });
  }
  const composition = composeServices(services);
  if (composition.errors) {
    return {
      files,
      subgraphs: services.length,
      operations: 0,
      hints: [],
      errors: composition.errors.map((error) => error.message),
    };
  }
  const api = Supergraph.build(loadableSupergraph(composition.supergraphSdl)).apiSchema().toGraphQLJSSchema();
  const hints = composition.hints.map(({ definition, coordinate, message }) => ({ code: definition.code, coordinate, message }));
  files.set('schema/supergraph.graphql', `${composition.supergraphSdl}\n`);
  files.set('schema/api.graphql', `${printSchema(api)}\n`);
  for (const [file, page] of apiDocs(api, services)) files.set(file, page);
  const roots = [api.getQueryType(), api.getMutationType(), api.getSubscriptionType()];
  const operations = roots.reduce((sum, type) => sum + Object.keys(type?.getFields() ?? {}).length, 0);
  return { files, subgraphs: services.length, operations, errors: [], hints };
}

/** The files that are not what the code prints. */
export async function staleFiles(root: string, printed: PrintedSchemas): Promise<string[]> {
  const stale: string[] = [];
  for (const [file, content] of printed.files) {
    if ((await readFile(join(root, file), 'utf8').catch(() => '')) !== content) stale.push(file);
  }
  return stale;
}
