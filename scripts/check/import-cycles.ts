import type { Rule } from './rule.ts';
import type { SourceTree } from './source-tree.ts';

/** No module reaches itself through its imports. Types may point back: they leave nothing at run time. */
export const importCycles: Rule = {
  name: 'import-cycles',
  check(module, tree) {
    return module.imports.flatMap(({ target, isTypeOnly, offset }) => {
      if (target === null || isTypeOnly) return [];
      const way = wayBack(target, module.path, tree);
      return way ? [{ offset, message: `Import cycle: ${[module.path, ...way].join(' → ')}.` }] : [];
    });
  },
};

/** The shortest chain of imports from one module to another, both included; undefined when there is none. */
function wayBack(from: string, to: string, tree: SourceTree): string[] | undefined {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  for (const path of cameFrom.keys()) {
    if (path === to) return trace(path, cameFrom);
    for (const { target, isTypeOnly } of tree.get(path)?.imports ?? []) {
      if (target !== null && !isTypeOnly && !cameFrom.has(target)) cameFrom.set(target, path);
    }
  }
  return undefined;
}

function trace(end: string, cameFrom: ReadonlyMap<string, string | null>): string[] {
  const way: string[] = [];
  for (let path: string | null | undefined = end; path; path = cameFrom.get(path)) way.unshift(path);
  return way;
}
