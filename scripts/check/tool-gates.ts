import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { Gate } from './gate.ts';

const projectRoot = join(import.meta.dirname, '../../..');

interface Tool {
  name: string;
  unit: string;
  package: string;
  bin: string;
  args: readonly string[];
  /** Finds the number of things looked at in what the tool prints. */
  counted: RegExp;
}

/** Every file looks as the formatter writes it; `npm run format` does it. */
export const format = toolGate({
  name: 'format',
  unit: 'files',
  package: 'oxfmt',
  bin: 'bin/oxfmt',
  args: ['--check', '--config', configuration('.oxfmtrc.json'), '.'],
  counted: / on (\d+) files?\b/,
});

/** Mistakes that need the types to be seen: forgotten promises, any, conditions that never vary. */
export const lint = toolGate({
  name: 'lint',
  unit: 'files',
  package: 'oxlint',
  bin: 'bin/oxlint',
  args: ['--type-aware', '--deny-warnings', '--no-error-on-unmatched-pattern', '--config', configuration('.oxlintrc.json'), '.'],
  counted: / on (\d+) files?\b/,
});

/** Files, exports and dependencies that nothing uses, and dependencies that are used but not declared. */
export const unused = toolGate({
  name: 'unused',
  unit: 'files',
  package: 'knip',
  bin: 'bin/knip.js',
  args: [
    '--no-progress',
    '--no-config-hints',
    '--config',
    configuration('knip.json'),
    '--reporter',
    'compact',
    '--reporter',
    join(projectRoot, 'scripts/bootstrap/knip-totals.mjs'),
  ],
  counted: /looked at (\d+) files/,
});

/** Spelling of what others read: the public schema and the documents. */
export const spelling = toolGate({
  name: 'spelling',
  unit: 'files',
  package: 'cspell',
  bin: 'bin.mjs',
  args: [
    'lint',
    '--no-progress',
    '--no-must-find-files',
    '--config',
    configuration('cspell.json'),
    'schema/api.graphql',
    'schema/subgraphs/*.graphql',
    '*.md',
    '{docs,contracts,platform,gateway,subgraphs,host,scripts,bench,test}/**/*.md',
  ],
  counted: /Files checked: (\d+)/,
});

function configuration(name: string): string {
  return join(projectRoot, name);
}

function toolGate(tool: Tool): Gate {
  return {
    name: tool.name,
    unit: tool.unit,
    async look(root) {
      const { code, output } = await run(tool, resolve(root));
      const looked = Number(tool.counted.exec(output)?.[1] ?? 0);
      const lines = output.split('\n').filter((line) => line.trim() !== '' && !tool.counted.test(line));
      return { looked, faults: code === 0 ? [] : lines };
    },
  };
}

function run(tool: Tool, cwd: string): Promise<{ code: number | null; output: string }> {
  const file = join(projectRoot, 'node_modules', tool.package, tool.bin);
  return new Promise((resolveRun, reject) => {
    const child = spawn(process.execPath, [file, ...tool.args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const append = (chunk: string): void => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', append);
    child.stderr.setEncoding('utf8').on('data', append);
    child.on('error', reject);
    child.on('close', (code) => resolveRun({ code, output }));
  });
}
