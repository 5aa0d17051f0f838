import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// How long a newcomer waits: `npm start` on a fresh clone, and again with its data in place. Bar: a warm start in under 5 s.

const WARM_STARTS = 3;
const READY = /Ctrl-C stops it/;

const root = join(import.meta.dirname, '../..');
const folder = await mkdtemp(join(tmpdir(), 'waybill-start-'));
try {
  const clone = join(folder, 'clone');
  execFileSync('git', ['clone', '--quiet', root, clone]);
  console.log(`fresh clone: ${(await startAndStop(clone)).toFixed(1)} s`);
  for (let run = 1; run <= WARM_STARTS; run += 1) console.log(`warm start (${run}): ${(await startAndStop(clone)).toFixed(1)} s`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Seconds from the command to the moment it says that it is ready; then it is stopped as by Ctrl-C. */
async function startAndStop(clone: string): Promise<number> {
  const startedAt = performance.now();
  // Without the options of this process, which would load its modules into the clone's.
  const child = spawn('env', ['-u', 'NODE_OPTIONS', 'PORT=0', 'npm', 'start'], {
    cwd: clone,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  let output = '';
  const seconds = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (READY.test(output)) resolve((performance.now() - startedAt) / 1000);
    });
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${output.slice(-2000)}`)));
  });
  child.removeAllListeners('exit');
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid!, 'SIGINT');
  await ended;
  return seconds;
}
