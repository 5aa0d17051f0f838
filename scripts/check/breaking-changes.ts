import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSchema, findBreakingChanges, type GraphQLSchema } from 'graphql';
import type { Gate } from './gate.ts';

const API = 'schema/api.graphql';
/** The public schema of the last release; written by `npm run schema -- --release`, and absent before the first. */
export const RELEASED = 'schema/released.graphql';
const CHANGELOG = 'CHANGELOG.md';
const UNRELEASED_SECTION = /^## Unreleased\n(?<text>[\s\S]*?)(?=^## |$(?![\s\S]))/m;

/** What clients of the last release rely on is still there, or its end is declared in the changelog in the same words. */
export const breakingChanges: Gate = {
  name: 'breaking',
  unit: 'fields',
  async look(root) {
    const read = (file: string): Promise<string> => readFile(join(root, file), 'utf8').catch(() => '');
    const [api, released, changelog] = await Promise.all([read(API), read(RELEASED), read(CHANGELOG)]);
    if (api === '') return { looked: 0, faults: [] };
    const schema = buildSchema(api);
    return { looked: fieldsOf(schema), faults: released === '' ? [] : undeclared(buildSchema(released), schema, changelog) };
  },
};

function undeclared(released: GraphQLSchema, schema: GraphQLSchema, changelog: string): string[] {
  const declared = (UNRELEASED_SECTION.exec(changelog)?.groups?.['text'] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('- Breaking: '));
  return findBreakingChanges(released, schema)
    .map(({ description }) => description.replace(/\.$/, ''))
    .filter((change) => !declared.some((line) => line.includes(change)))
    .map(
      (change) => `${change}: keep it, or declare it in ${CHANGELOG} under "Unreleased" with the line "- Breaking: ${change}; …"`,
    );
}

function fieldsOf(schema: GraphQLSchema): number {
  return Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .reduce((sum, type) => sum + ('getFields' in type ? Object.keys(type.getFields()).length : 0), 0);
}
