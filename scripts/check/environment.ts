import { isTest, type Rule } from './rule.ts';
import { isNode, walk } from './source-tree.ts';

const isAllowed = (path: string): boolean => path.startsWith('platform/config/') || isTest(path);

/** The environment is read in platform/config only, once, so that every fault of it shows at the start. */
export const environment: Rule = {
  name: 'environment',
  check(module) {
    if (isAllowed(module.path)) return [];
    const places = module.imports.filter(({ specifier }) => /^(?:node:)?process$/.test(specifier)).map(({ offset }) => offset);
    walk(module.program, (node) => {
      if (node.type !== 'MemberExpression' || !isNode(node['object']) || !isNode(node['property'])) return;
      const property = node['property']['name'] ?? node['property']['value'];
      if (node['object']['name'] === 'process' && property === 'env') places.push(node.start);
    });
    return places.map((offset) => ({ offset, message: 'The environment is read in platform/config only.' }));
  },
};
