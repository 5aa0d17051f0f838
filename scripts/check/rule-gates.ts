import { auditedMutations } from './audited-mutations.ts';
import { environment } from './environment.ts';
import type { Gate } from './gate.ts';
import { graphqlPlaces } from './graphql-places.ts';
import { importCycles } from './import-cycles.ts';
import { importLayers } from './import-layers.ts';
import { importWalls } from './import-walls.ts';
import { injectedClock } from './injected-clock.ts';
import { moduleShape } from './module-shape.ts';
import { findingsOf, type Rule } from './rule.ts';
import { readSourceTree } from './source-tree.ts';
import { sqlPlaces } from './sql-places.ts';

/** Who may import whom. */
export const IMPORT_RULES: readonly Rule[] = [importWalls, importLayers, importCycles];
/** What stands where, and in which shape. */
export const HOUSE_RULES: readonly Rule[] = [environment, injectedClock, sqlPlaces, graphqlPlaces, moduleShape, auditedMutations];

/** The gates that read the sources themselves. */
export const RULE_GATES: readonly Gate[] = [ruleGate('imports', IMPORT_RULES), ruleGate('house', HOUSE_RULES)];

function ruleGate(name: string, rules: readonly Rule[]): Gate {
  return {
    name,
    unit: 'modules',
    async look(root) {
      const tree = await readSourceTree(root);
      return {
        looked: tree.size,
        faults: findingsOf(rules, tree).map(({ path, line, rule, message }) => `${path}:${line} ${message} (${rule})`),
      };
    },
  };
}
