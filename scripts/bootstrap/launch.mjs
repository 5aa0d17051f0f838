import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ownNode } from './install.mjs';
import { fromRoot, root } from './project.mjs';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const ONE_KEYPRESS_MS = 1_000;
// What Node compiled of the modules that it loaded, so that the next process need not.
const COMPILE_CACHE = fromRoot('node_modules/.cache/node');
const LIFELINE = new URL('./lifeline.mjs', import.meta.url).href;

/**
 * Runs the project's own Node and answers its exit code. The child leads a process group of its own, so that one
 * Ctrl-C reaches it once, through here, although the terminal signals the whole group and npm repeats the signal.
 */
export function launch(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(ownNode, ['--enable-source-maps', `--import=${LIFELINE}`, ...args], {
      cwd: root,
      env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      detached: process.platform !== 'win32',
    });
    let lastSignalAt = -Infinity;
    const forward = (signal) => {
      const now = performance.now();
      if (now - lastSignalAt < ONE_KEYPRESS_MS) return;
      lastSignalAt = now;
      child.kill(signal);
    };
    for (const signal of FORWARDED) process.on(signal, forward);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const forwarded of FORWARDED) process.off(forwarded, forward);
      resolve(signal ? 128 + constants.signals[signal] : code);
    });
  });
}
