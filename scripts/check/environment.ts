import { isTest, type Rule } from './rule.ts';
import { isNode, walk, type SyntaxNode } from './source-tree.ts';

const isAllowed = (path: string): boolean => path.startsWith('platform/config/') || isTest(path);

/** The environment is read in platform/config only, once, so that every fault of it shows at the start. */
export const environment: Rule = {
  name: 'environment',
  check(module) {
    if (isAllowed(module.path)) return [];
    const places = module.imports.filter(({ specifier }) => /^(?:node:)?process$/.test(specifier)).map(({ offset }) => offset);
    walk(module.program, (node) => {
      if (
        node.type === 'MemberExpression' &&
        nameOf(node) === 'env' &&
        isNode(node['object']) &&
        nameOf(node['object']) === 'process'
      )
        places.push(node.start);
    });
    return places.map((offset) => ({ offset, message: 'The environment is read in platform/config only.' }));
  },
};

/** The last name of `a`, `b.a` or `b['a']`. */
function nameOf(node: SyntaxNode): unknown {
  const { property } = node;
  return isNode(property) ? (property['name'] ?? property['value']) : node['name'];
}
