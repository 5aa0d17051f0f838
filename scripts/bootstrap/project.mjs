import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the project's root folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Absolute path of something named from the root. */
export const fromRoot = (...parts) => join(root, ...parts);

/** A reason to stop, told in one sentence; `detail` is printed below it. */
export class TaskError extends Error {
  constructor(message, detail = '') {
    super(message);
    this.detail = detail;
  }
}

/** The text of a file, or undefined when there is none. */
export function readIfPresent(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Hexadecimal SHA-256 of a text. */
export const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** Every file below `folder` (named from the root), as paths from the root; empty when the folder does not exist. */
export function filesBelow(folder) {
  let entries;
  try {
    entries = readdirSync(fromRoot(folder), { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
