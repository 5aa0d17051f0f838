import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { breakingChanges } from '../../scripts/check/breaking-changes.ts';
import { hintFaults } from '../../scripts/check/composition-hints.ts';
import { passGate, type Gate } from '../../scripts/check/gate.ts';
import { lockfile } from '../../scripts/check/lockfile.ts';
import { findingsOf } from '../../scripts/check/rule.ts';
import { HOUSE_RULES, IMPORT_RULES, RULE_GATES } from '../../scripts/check/rule-gates.ts';
import { schemaLint } from '../../scripts/check/schema-lint.ts';
import { readSourceTree } from '../../scripts/check/source-tree.ts';
import { format, lint, spelling, unused } from '../../scripts/check/tool-gates.ts';

const projectRoot = join(import.meta.dirname, '../../..');
const planted = join(projectRoot, 'test/architecture/planted');
const rules = [...IMPORT_RULES, ...HOUSE_RULES];
const toolGates = [format, lint, unused, spelling];

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-gates-'));
});
after(() => rm(folder, { recursive: true, force: true }));

// The tools are kept away from the planted tree where it lies, so they are shown a copy of it.
async function copyOf(name: string): Promise<string> {
  const root = join(folder, name);
  await mkdir(join(root, 'node_modules/.bin'), { recursive: true });
  await symlink(join(projectRoot, 'node_modules/oxlint-tsgolint/bin/tsgolint.js'), join(root, 'node_modules/.bin/tsgolint'));
  if (name !== 'empty') await cp(join(planted, 'tools', name), root, { recursive: true });
  return root;
}

async function faultsOf(gate: Gate): Promise<string> {
  const { looked, faults } = await passGate(gate, await copyOf(gate.name));
  assert.ok(looked > 0, `${gate.name} saw nothing: ${faults.join('\n')}`);
  return faults.join('\n');
}

test('every rule has planted violations', async () => {
  assert.deepEqual(
    (await readdir(planted)).filter((name) => name !== 'tools').toSorted(),
    rules.map(({ name }) => name).toSorted(),
  );
});

for (const rule of rules) {
  test(`${rule.name} finds every line that is planted for it, and no other line`, async () => {
    const tree = await readSourceTree(join(planted, rule.name));
    const expected = [...tree.values()].flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (line.includes(`planted: ${rule.name}`) ? [`${path}:${index + 1}`] : [])),
    );
    const found = new Set(findingsOf([rule], tree).map(({ path, line }) => `${path}:${line}`));
    assert.ok(expected.length >= 3, `only ${expected.length} lines are planted`);
    assert.deepEqual([...found].toSorted(), expected.toSorted());
  });
}

test('the formatter finds a file that it would write differently', async () => {
  assert.match(await faultsOf(format), /platform\/money\.ts/);
});

test('the linter finds what only types show: a forgotten promise, a misused one, any, and loose equality', async () => {
  const faults = await faultsOf(lint);
  for (const name of ['no-floating-promises', 'no-misused-promises', 'no-explicit-any', 'eqeqeq', 'no-console'])
    assert.ok(faults.includes(name), `${name} is missing from:\n${faults}`);
});

test('unused code is found: a file, an export, a dependency, and one that is used without being declared', async () => {
  const faults = await faultsOf(unused);
  for (const name of ['platform/orphan.ts', 'unusedExport', 'left-pad', 'chalk'])
    assert.ok(faults.includes(name), `${name} is missing from:\n${faults}`);
});

test('spelling faults are found in the schema and in the documents', async () => {
  const faults = await faultsOf(spelling);
  for (const word of ['organizaton', 'shippment', 'recieves'])
    assert.ok(faults.includes(word), `${word} is missing from:\n${faults}`);
});

test('a lockfile that lacks the packages of another platform is found', async () => {
  const { looked, faults } = await passGate(lockfile, join(planted, 'tools/lockfile'));
  assert.equal(looked, 3);
  assert.deepEqual(faults, [
    'package-lock.json lacks @planted/darwin-arm64 (of node_modules/planted): run node scripts/complete-lockfile.mjs',
  ]);
});

test('the schema’s lint finds names, pages and descriptions that break the rules', async () => {
  const { looked, faults } = await passGate(schemaLint, join(planted, 'tools/schema'));
  assert.equal(looked, 5);
  for (const fault of [
    'naming-convention',
    'require-description',
    'relay-page-info',
    'relay-connection-types',
    'relay-arguments',
    'no-unreachable-types',
  ])
    assert.ok(
      faults.some((line) => line.includes(`@graphql-eslint/${fault}`)),
      `${fault} is missing from:\n${faults.join('\n')}`,
    );
});

test('what the last release had and is gone is found unless this release declares it', async () => {
  const { looked, faults } = await passGate(breakingChanges, join(planted, 'tools/breaking'));
  assert.equal(looked, 4);
  assert.deepEqual(
    faults.map((fault) => fault.split(': keep')[0]),
    ['A required arg currency on Query.order was added', 'Order.total changed type from String! to String'],
  );
});

test('a remark of composition is a fault unless it is allowed, and an allowance that nothing needs is one too', () => {
  const hint = { code: 'INCONSISTENT_DESCRIPTION', coordinate: 'Rate', message: 'Two  descriptions.' };
  const allowed = { code: 'INCONSISTENT_DESCRIPTION', coordinate: 'Rate', reason: 'planted' };
  assert.deepEqual(hintFaults([hint], []), ['INCONSISTENT_DESCRIPTION Rate: Two descriptions.']);
  assert.deepEqual(hintFaults([hint], [allowed]), []);
  assert.match(hintFaults([], [allowed])[0]!, /^INCONSISTENT_DESCRIPTION Rate is allowed, but/);
});

test('every gate fails on an empty tree', async () => {
  const root = await copyOf('empty');
  for (const gate of [...toolGates, ...RULE_GATES, lockfile, schemaLint, breakingChanges]) {
    const { looked, faults } = await passGate(gate, root);
    assert.equal(looked, 0, gate.name);
    assert.match(faults.at(-1) ?? '', /looked at no .*: that is a failure\.$/, gate.name);
  }
});

test('the planted violations are no part of the tree that is checked', async () => {
  const tree = await readSourceTree(projectRoot);
  assert.ok(tree.size > 100);
  assert.deepEqual(
    [...tree.keys()].filter((path) => path.startsWith('test/architecture/planted')),
    [],
  );
});
