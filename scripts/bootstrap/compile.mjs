import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { collect, tail } from './collect.mjs';
import { phase } from './progress.mjs';
import { filesBelow, fromRoot, readIfPresent, sha256, TaskError } from './project.mjs';

const STAMP = fromRoot('dist', '.sources-sha256');
const BUILD_INFO = fromRoot('dist', '.tsbuildinfo');
const OUTPUT_OF = /\.(?:js|js\.map|d\.ts)$/;

/** Compiles the sources into dist/ unless nothing changed since the last time; returns how many sources there are. */
export async function compile({ lockHash, always = false }) {
  const { include, exclude = [] } = JSON.parse(readIfPresent(fromRoot('tsconfig.json')) ?? '{}');
  const sources = include
    .flatMap(filesBelow)
    .filter((path) => path.endsWith('.ts') && !exclude.some((folder) => path.startsWith(`${folder}/`)));
  if (sources.length === 0)
    throw new TaskError('There is nothing to compile: no .ts file in the folders that tsconfig.json includes.');

  const outputs = sources.map((path) => fromRoot('dist', path.replace(/\.ts$/, '.js')));
  const isComplete = outputs.every((path) => existsSync(path));
  removeStale(new Set(sources));
  const stamp = sha256([lockHash, fingerprint('tsconfig.json'), ...sources.map(fingerprint)].join('\n'));
  if (!always && isComplete && readIfPresent(STAMP) === stamp) return sources.length;

  // The incremental state would believe that a deleted output is still there.
  if (!isComplete) rmSync(BUILD_INFO, { force: true });
  await phase('compile', 'compiling', async () => {
    const { code, output } = await collect(process.execPath, [fromRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', '.']);
    if (code !== 0) {
      rmSync(STAMP, { force: true });
      throw new TaskError(`The sources do not compile (errors: ${output.split(': error TS').length - 1}).`, tail(output, 60));
    }
    mkdirSync(fromRoot('dist'), { recursive: true });
    writeFileSync(STAMP, stamp);
    return `${sources.length} files`;
  });
  return sources.length;
}

function fingerprint(path) {
  const { mtimeMs, size } = statSync(fromRoot(path));
  return `${path} ${mtimeMs} ${size}`;
}

/** Removes outputs whose source is gone: a deleted test must not run on. */
function removeStale(sources) {
  for (const path of filesBelow('dist')) {
    const source = path.slice('dist/'.length).replace(OUTPUT_OF, '.ts');
    if (OUTPUT_OF.test(path) && !sources.has(source)) rmSync(fromRoot(path), { force: true });
  }
}
