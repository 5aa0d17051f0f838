import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as graphqlEslint from '@graphql-eslint/eslint-plugin';
import { ESLint, type Linter } from 'eslint';
import type { Gate } from './gate.ts';

const API = 'schema/api.graphql';

const RULES: Linter.RulesRecord = {
  ...graphqlEslint.configs['flat/schema-recommended'].rules,
  ...graphqlEslint.configs['flat/schema-relay'].rules,
  // Payloads, pages and values have no identity; what has one is an entity, whose key composition checks.
  '@graphql-eslint/strict-id-in-types': 'off',
  // A short list that comes whole (the parcels of a shipment) is no page; and no subgraph could answer `node(id)` for the others.
  '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
};

/** Places where a rule takes one word for another. */
const MISTAKEN: readonly { rule: string; line: RegExp; reason: string }[] = [
  {
    rule: 'relay-',
    line: /\bcarrierConnection\b/i,
    reason: 'A carrier connection is an organization’s access to a carrier, no page.',
  },
  {
    rule: 'no-typename-prefix',
    line: /^ +memberships\b/,
    reason: 'The word begins like its type Me, and has nothing of its meaning.',
  },
];

/** The public schema keeps the recommended rules of graphql-eslint and Relay's. */
export const schemaLint: Gate = {
  name: 'schema',
  unit: 'types',
  async look(root) {
    const sdl = await readFile(join(root, API), 'utf8').catch(() => '');
    if (sdl === '') return { looked: 0, faults: [] };
    const lines = sdl.split('\n');
    const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: configuration(join(root, API)) });
    const messages = (await eslint.lintText(sdl, { filePath: API })).flatMap((result) => result.messages);
    const faults = messages
      .filter(
        ({ ruleId, line }) => !MISTAKEN.some((each) => ruleId?.includes(each.rule) && each.line.test(lines[line - 1] ?? '')),
      )
      .map(({ line, message, ruleId }) => `${API}:${line} ${message.replaceAll(/\s+/g, ' ')} (${ruleId})`);
    return { looked: lines.filter((line) => /^(?:type|input|enum|scalar|interface|union) /.test(line)).length, faults };
  },
};

function configuration(schema: string): Linter.Config[] {
  return [
    {
      files: ['**/*.graphql'],
      languageOptions: { parser: graphqlEslint.parser, parserOptions: { graphQLConfig: { schema } } },
      plugins: { '@graphql-eslint': { rules: graphqlEslint.rules } },
      rules: RULES,
    },
  ];
}
