import { isTest, type Rule } from './rule.ts';
import { isNode, walk, type SyntaxNode } from './source-tree.ts';

const ALLOWED = /^platform\/database\/|\.query\.ts$|\/migrations\/|^bench\//;
const STATEMENT =
  /^\s*(?:select\s[\s\S]*\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|with\s+\w+\s+as\s*\(|(?:create|alter|drop)\s+(?:table|schema|index|unique|role|function|policy|database|type|view)\b|truncate\s+\w|grant\s+\w+[\s\S]*\son\s|set\s+local\s|notify\s+\w+\s*$|listen\s+\w+\s*$)/i;
// "Select a service from the list" is prose: nobody capitalizes a statement like a sentence.
const SENTENCE = /^\s*[A-Z][a-z]/;

/** SQL stands in *.query.ts, migrations and platform/database, where it is looked for. */
export const sqlPlaces: Rule = {
  name: 'sql-places',
  check(module) {
    if (ALLOWED.test(module.path) || isTest(module.path)) return [];
    const places = new Set<number>();
    walk(module.program, (node) => {
      const tag = node['tag'];
      if (node.type === 'TaggedTemplateExpression' && isNode(tag) && (tag['name'] === 'sql' || isSqlMember(tag)))
        places.add(node.start);
      if (node.type === 'CallExpression' && isNode(node['callee']) && isSqlMember(node['callee'])) places.add(node.start);
      const text = textOf(node);
      if (text !== undefined && STATEMENT.test(text) && !SENTENCE.test(text)) places.add(node.start);
    });
    return [...places].map((offset) => ({
      offset,
      message: 'SQL stands in *.query.ts, migrations/ and platform/database only.',
    }));
  },
};

function isSqlMember(node: SyntaxNode): boolean {
  return node.type === 'MemberExpression' && isNode(node['object']) && node['object']['name'] === 'sql';
}

function textOf(node: SyntaxNode): string | undefined {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined;
  if (node.type !== 'TemplateLiteral') return undefined;
  return (node['quasis'] as { value: { raw: string } }[]).map((quasi) => quasi.value.raw).join('x');
}
