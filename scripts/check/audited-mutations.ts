import { posix } from 'node:path';
import { EXEMPT_MUTATIONS } from './exempt-mutations.ts';
import { isTest, type Rule } from './rule.ts';
import { isNode, walk, type SourceModule, type SourceTree, type SyntaxNode } from './source-tree.ts';

/**
 * Every mutation leaves an entry in the audit log: the functions that its resolver calls lead to a call of `audit`, within
 * the subgraph. Those that change nothing of consequence stand in a list with the reason, and none that does stands there.
 */
export const auditedMutations: Rule = {
  name: 'audited-mutations',
  check(module, tree) {
    if (!module.path.endsWith('.resolver.ts') || isTest(module.path)) return [];
    return mutationsOf(module).flatMap(({ name, node, offset }) => {
      const leads = leadsToAudit(tree, module, node);
      const isExempt = name in EXEMPT_MUTATIONS;
      if (leads === !isExempt) return [];
      const message = leads
        ? `"${name}" writes the audit log: take it off the list of those that need not.`
        : `"${name}" leaves no entry in the audit log: call transaction.audit with before and after, or say why it need not.`;
      return [{ offset, message }];
    });
  },
};

interface MutationMethod {
  name: string;
  node: SyntaxNode;
  /** Where its name stands. */
  offset: number;
}

function mutationsOf(module: SourceModule): MutationMethod[] {
  const found: MutationMethod[] = [];
  walk(module.program, (node) => {
    const { key, decorators } = node;
    if (node.type !== 'MethodDefinition' || !isNode(key) || !Array.isArray(decorators)) return;
    if (decorators.some((decorator) => decoratorName(decorator) === 'Mutation'))
      found.push({ name: String(key['name']), node, offset: key.start });
  });
  return found;
}

function decoratorName(decorator: unknown): unknown {
  const expression = isNode(decorator) ? decorator['expression'] : undefined;
  const callee = isNode(expression) ? expression['callee'] : undefined;
  return isNode(callee) ? callee['name'] : undefined;
}

function leadsToAudit(tree: SourceTree, from: SourceModule, body: SyntaxNode, seen = new Set<SyntaxNode>()): boolean {
  if (seen.has(body)) return false;
  seen.add(body);
  let isAudited = false;
  const names = new Set<string>();
  walk(body, (node) => {
    const callee = node.type === 'CallExpression' ? node['callee'] : undefined;
    const property = isNode(callee) && callee.type === 'MemberExpression' ? callee['property'] : undefined;
    if (isNode(property) && property['name'] === 'audit') isAudited = true;
    if (node.type === 'Identifier') names.add(String(node['name']));
  });
  return (
    isAudited ||
    [...names].some((name) => followed(tree, from, name).some(([module, node]) => leadsToAudit(tree, module, node, seen)))
  );
}

/** What a name stands for: a declaration of this module, or of one of the subgraph that it is imported from. */
function followed(tree: SourceTree, module: SourceModule, name: string): [SourceModule, SyntaxNode][] {
  const here = declarationOf(module, name);
  if (here) return [[module, here]];
  for (const statement of module.program.body as unknown as SyntaxNode[]) {
    if (statement.type !== 'ImportDeclaration' || statement['importKind'] === 'type') continue;
    const specifier = (statement['specifiers'] as SyntaxNode[]).find((each) => nameOf(each['local']) === name);
    const source = isNode(statement['source']) ? String(statement['source']['value']) : '';
    const target = specifier && tree.get(posix.join(posix.dirname(module.path), source));
    if (!target?.path.startsWith('subgraphs/')) continue;
    const there = declarationOf(target, nameOf(specifier!['imported']) ?? name);
    if (there) return [[target, there]];
  }
  return [];
}

function declarationOf(module: SourceModule, name: string): SyntaxNode | undefined {
  for (const statement of module.program.body as unknown as SyntaxNode[]) {
    const declaration = isNode(statement['declaration']) ? statement['declaration'] : statement;
    if (declaration.type === 'FunctionDeclaration' && nameOf(declaration['id']) === name) return declaration;
    if (declaration.type !== 'VariableDeclaration') continue;
    const declarator = (declaration['declarations'] as SyntaxNode[]).find((each) => nameOf(each['id']) === name);
    if (declarator) return declarator;
  }
  return undefined;
}

function nameOf(node: unknown): string | undefined {
  return isNode(node) && typeof node['name'] === 'string' ? node['name'] : undefined;
}
