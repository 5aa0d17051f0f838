import { isTest, type Rule } from './rule.ts';
import { isNode, walk } from './source-tree.ts';

const ALLOWED = /^(?:platform\/context|host|scripts|bench)\//;

/** The time comes from the clock of the context, so that a test can set it and all of a request happens at one instant. */
export const injectedClock: Rule = {
  name: 'injected-clock',
  check(module) {
    if (ALLOWED.test(module.path) || isTest(module.path)) return [];
    const places: number[] = [];
    walk(module.program, (node) => {
      const callee = node['callee'];
      if (!isNode(callee)) return;
      const isDate = callee['name'] === 'Date';
      if (node.type === 'NewExpression' && isDate && (node['arguments'] as unknown[]).length === 0) places.push(node.start);
      if (node.type !== 'CallExpression') return;
      const { object, property } = callee;
      const isNow = isNode(object) && object['name'] === 'Date' && isNode(property) && property['name'] === 'now';
      if (isDate || isNow) places.push(node.start);
    });
    return places.map((offset) => ({ offset, message: 'Take the time from the clock of the context.' }));
  },
};
