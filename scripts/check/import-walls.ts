import { isTest, type Rule } from './rule.ts';

/** What each room may import besides itself and packages. Nothing but the host and tests sees several subgraphs. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  contracts: [],
  platform: [],
  gateway: ['platform', 'contracts'],
  subgraph: ['platform', 'contracts'],
  host: ['platform', 'contracts', 'gateway', 'subgraph'],
  scripts: ['platform', 'contracts', 'gateway', 'host'],
  bench: ['platform', 'contracts', 'gateway', 'host', 'subgraph', 'test'],
  test: ['platform', 'contracts', 'gateway', 'host', 'subgraph', 'scripts'],
};

/** Walls between the rooms: subgraphs meet in the graph and in contracts/, never in code. */
export const importWalls: Rule = {
  name: 'import-walls',
  check(module) {
    const room = roomOf(module.path);
    const allowed = MAY_IMPORT[kindOf(room)] ?? [];
    return module.imports.flatMap(({ offset, target, specifier }) => {
      if (target === null) {
        const isClosed = room === 'contracts' && specifier !== 'zod' && !isTest(module.path);
        return isClosed
          ? [{ offset, message: `contracts/ is data only: it imports zod and nothing else, not "${specifier}".` }]
          : [];
      }
      const targetRoom = roomOf(target);
      const isOpen =
        targetRoom === room || allowed.includes(kindOf(targetRoom)) || (isTest(module.path) && targetRoom === 'test');
      return isOpen ? [] : [{ offset, message: `${room} may not import ${targetRoom} (${target}).` }];
    });
  },
};

function roomOf(path: string): string {
  const [top = '', name = ''] = path.split('/');
  return top === 'subgraphs' ? `subgraphs/${name}` : top;
}

const kindOf = (room: string): string => (room.startsWith('subgraphs/') ? 'subgraph' : room);
