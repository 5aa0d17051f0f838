import { unwatchFile, watchFile } from 'node:fs';

// Looked at rather than listened to: files of mounts and of editors that replace them tell nobody.
const LOOK_EVERY_MS = 1_000;

/** Calls `onChange` when one of the files changes, and at SIGHUP; one call at a time, and one more for what changed meanwhile. */
export function followFiles(paths: readonly string[], onChange: () => Promise<void>): () => void {
  let running = false;
  let isDue = false;
  const run = async (): Promise<void> => {
    isDue = true;
    if (running) return;
    running = true;
    while (isDue) {
      isDue = false;
      await onChange();
    }
    running = false;
  };
  const start = (): void => void run();
  for (const path of paths) watchFile(path, { interval: LOOK_EVERY_MS, persistent: false }, start);
  process.on('SIGHUP', start);
  return () => {
    for (const path of paths) unwatchFile(path, start);
    process.off('SIGHUP', start);
  };
}
