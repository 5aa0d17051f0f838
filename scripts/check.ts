import { join } from 'node:path';
import { breakingChanges } from './check/breaking-changes.ts';
import { compositionHints } from './check/composition-hints.ts';
import { contract } from './check/contract.ts';
import { passGate } from './check/gate.ts';
import { lockfile } from './check/lockfile.ts';
import { RULE_GATES } from './check/rule-gates.ts';
import { schemaLint } from './check/schema-lint.ts';
import { format, lint, spelling, unused } from './check/tool-gates.ts';

// Runs every gate, the fast ones first, and shows all that is wrong rather than the first thing.

const root = join(import.meta.dirname, '../..');
const gates = [format, lockfile, ...RULE_GATES, contract, compositionHints, schemaLint, breakingChanges, lint, spelling, unused];
const startedAt = performance.now();
let failed = 0;

for (const gate of gates) {
  const gateStartedAt = performance.now();
  const { looked, faults } = await passGate(gate, root);
  const seconds = ((performance.now() - gateStartedAt) / 1_000).toFixed(1);
  const verdict = faults.length === 0 ? 'fine' : 'failed';
  console.log(`${gate.name.padEnd(9)} ${`${looked} ${gate.unit}, ${verdict}`.padEnd(60)} ${`${seconds} s`.padStart(8)}`);
  if (faults.length > 0) {
    failed += 1;
    console.log(faults.map((fault) => `  ${fault}`).join('\n'));
  }
}

const verdict = failed === 0 ? 'all fine' : `${failed} failed`;
console.log(
  `check     ${`${gates.length} gates and the compiler, ${verdict}`.padEnd(60)} ${`${((performance.now() - startedAt) / 1_000).toFixed(1)} s`.padStart(8)}`,
);
process.exitCode = failed === 0 ? 0 : 1;
