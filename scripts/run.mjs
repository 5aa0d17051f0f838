#!/usr/bin/env node
// The one way into the project: `node scripts/run.mjs <task> [arguments]`. Works on any Node from 20 on, with nothing installed.
import { existsSync, rmSync } from 'node:fs';
import { compile } from './bootstrap/compile.mjs';
import { install } from './bootstrap/install.mjs';
import { launch } from './bootstrap/launch.mjs';
import { filesBelow, fromRoot, readIfPresent, TaskError } from './bootstrap/project.mjs';

const TEST_TOTALS = 'dist/.test-totals.json';
const GLOBAL_SETUP = 'dist/test/support/global-setup.js';

const tasks = {
  start: { about: 'run everything in one process', run: runEntry('dist/host/start.js') },
  subgraph: { about: 'run one subgraph alone: subgraph <name>', run: runEntry('dist/host/subgraph.js') },
  gateway: { about: 'run the gateway alone', run: runEntry('dist/host/gateway.js') },
  migrate: { about: 'bring the database up to date', run: runEntry('dist/host/migrate.js') },
  operator: { about: 'give somebody operator access: operator <e-mail> <name>', run: runEntry('dist/host/operator.js') },
  documents: { about: 'keep the register of trusted documents', run: runEntry('dist/host/documents.js') },
  schema: { about: 'print and compose the schemas', run: runEntry('dist/scripts/schema.js') },
  format: { about: 'format every file', run: runEntry('node_modules/oxfmt/bin/oxfmt', { compiles: false }) },
  check: { about: 'run the gates', run: check },
  test: { about: 'run the gates and every test; test <part of a path> runs the tests there, without the gates', run: test },
  bench: { about: 'run one benchmark: bench <name>', run: bench },
};

function runEntry(entry, { compiles = true } = {}) {
  return async (args) => {
    const lockHash = await install();
    if (compiles) await compile({ lockHash });
    return launchEntry(entry, args);
  };
}

function launchEntry(entry, args) {
  if (!existsSync(fromRoot(entry))) throw new TaskError(`There is no ${entry.replace(/^dist\/(.*)\.js$/, '$1.ts')} to run.`);
  return launch([entry, ...args]);
}

async function check(args) {
  await compile({ lockHash: await install(), always: true });
  return launchEntry('dist/scripts/check.js', args);
}

async function test(parts) {
  if (parts.length === 0) {
    const code = await check([]);
    if (code !== 0) return code;
  } else {
    await compile({ lockHash: await install() });
  }
  const files = filesBelow('dist').filter(
    (path) => path.endsWith('.test.js') && (parts.length === 0 || parts.some((part) => path.includes(part))),
  );
  if (files.length === 0) throw new TaskError(`There is no test${parts.length > 0 ? ` in ${parts.join(', ')}` : ''}.`);

  rmSync(fromRoot(TEST_TOTALS), { force: true });
  const code = await launch([
    '--test',
    '--test-concurrency=2',
    '--test-timeout=600000',
    ...(existsSync(fromRoot(GLOBAL_SETUP)) ? [`--test-global-setup=${GLOBAL_SETUP}`] : []),
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    `--test-reporter=${new URL('./bootstrap/test-totals.mjs', import.meta.url).href}`,
    `--test-reporter-destination=${TEST_TOTALS}`,
    ...files,
  ]);
  const { ran = 0, passed = 0, failed = 0, skipped = 0 } = JSON.parse(readIfPresent(fromRoot(TEST_TOTALS)) || '{}');
  console.log(`tests     ${ran} ran in ${files.length} files: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  if (ran === 0) throw new TaskError('No test ran: that is a failure.');
  return code;
}

async function bench([name, ...args]) {
  const names = filesBelow('bench')
    .map((path) => /^bench\/([\w-]+)\.ts$/.exec(path)?.[1])
    .filter(Boolean);
  if (!names.includes(name)) throw new TaskError(`Name a benchmark: ${names.join(', ') || 'there is none yet'}.`);
  return runEntry(`dist/bench/${name}.js`)(args);
}

async function main([name, ...args]) {
  const task = Object.hasOwn(tasks, name ?? '') ? tasks[name] : undefined;
  if (!task) {
    const list = Object.entries(tasks).map(([task, { about }]) => `  ${task.padEnd(10)}${about}`);
    throw new TaskError(`${name ? `There is no task "${name}"` : 'Name a task'}:`, list.join('\n'));
  }
  return task.run(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof TaskError)) throw error;
  console.error(`\n${error.message}${error.detail ? `\n${error.detail}` : ''}`);
  process.exitCode = 1;
}
