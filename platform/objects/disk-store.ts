import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assertFolder, contentTypeOf, reached, type ObjectStore } from './object-store.ts';

/** Keeps files in a folder of this machine, a file each. What is written is on the disk before it has its name. */
export function diskStore(folder: string): ObjectStore {
  return {
    async put(key, content) {
      contentTypeOf(key);
      await reached(() => writeWhole(join(folder, key), content));
    },
    async get(key) {
      const contentType = contentTypeOf(key);
      const content = await reached(() => readIfThere(join(folder, key)));
      return content && { content, contentType, sizeBytes: content.length };
    },
    async delete(key) {
      contentTypeOf(key);
      await reached(async () => {
        for (const path of [join(folder, key), partOf(join(folder, key))]) await rm(path, { force: true });
      });
    },
    async deleteFolder(below) {
      assertFolder(below);
      await reached(() => rm(join(folder, below), { recursive: true, force: true }));
    },
  };
}

// A key is written by one at a time, so a part that a crash left behind is known by the key.
const partOf = (path: string): string => `${path}.part`;

async function writeWhole(path: string, content: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(partOf(path), 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partOf(path), path);
  const parent = await open(dirname(path), 'r');
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
