import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildSchema, parse, validate } from 'graphql';
import { apiDocs } from './api-docs.ts';

const root = join(import.meta.dirname, '../../..');

test('every operation of the API has its section, with an example that the API would answer', async () => {
  const api = buildSchema(await readFile(join(root, 'schema/api.graphql'), 'utf8'));
  const pages = (await readdir(join(root, 'docs/api'))).filter((name) => name !== 'README.md');
  const described = new Map<string, string>();
  for (const page of pages) {
    const text = await readFile(join(root, 'docs/api', page), 'utf8');
    for (const section of text.split('\n### ').slice(1)) {
      const [, example] = /```graphql\n([\s\S]*?)```/.exec(section) ?? [];
      if (example) described.set(section.split('\n')[0]!, example);
    }
  }
  const operations = [api.getQueryType(), api.getMutationType(), api.getSubscriptionType()].flatMap((type) =>
    Object.keys(type!.getFields()),
  );
  assert.deepEqual([...described.keys()].toSorted(), operations.toSorted());
  for (const [name, example] of described)
    assert.deepEqual(
      validate(api, parse(example)).map(({ message }) => message),
      [],
      name,
    );
});

test('a page says what an operation needs, costs and takes, and nothing of what clients do not see', () => {
  const api = buildSchema(`
    type Query { "One label." label(id: ID!, size: Size = SMALL): Label }
    "A label." type Label { "Its id." id: ID! }
    enum Size { "A | b." SMALL }`);
  const typeDefs = parse(`
    directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION
    directive @cost(weight: Int!) on FIELD_DEFINITION
    type Query { "One label." label(id: ID!, size: Size = SMALL): Label @cost(weight: 25) @requiresScopes(scopes: [["print", "see"], ["all"]]) hidden: Label }
    "A label." type Label { "Its id." id: ID! "Never seen." secret: String }
    enum Size { "A | b." SMALL }`);
  const page = apiDocs(api, [{ name: 'printing', typeDefs }]).get('docs/api/printing.md')!;
  assert.match(page, /One label\.\n\nAnswers `Label`\. Needs `print` and `see` or `all`\. Costs 25 beside what is selected\./);
  assert.match(page, /query Label\(\$id: ID!\) \{\n {2}label\(id: \$id\) \{\n {4}id\n {2}\}\n\}/);
  assert.match(page, /\| `SMALL` \| A \\\| b\. \|/);
  assert.doesNotMatch(page, /hidden|secret/);
});
