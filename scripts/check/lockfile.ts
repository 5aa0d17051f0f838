import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Gate } from './gate.ts';

interface LockedPackage {
  optionalDependencies?: Record<string, string>;
}

/**
 * The lockfile names the packages of every platform. npm drops those that a registry mirror does not carry, and from then
 * on `npm ci` refuses the lockfile everywhere; `node scripts/complete-lockfile.mjs` puts them back.
 */
export const lockfile: Gate = {
  name: 'lockfile',
  unit: 'packages',
  async look(root) {
    const text = await readFile(join(root, 'package-lock.json'), 'utf8').catch(() => '{}');
    const { packages = {} } = JSON.parse(text) as { packages?: Record<string, LockedPackage> };
    const faults = Object.entries(packages).flatMap(([owner, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !packages[`node_modules/${name}`] && !packages[`${owner}/node_modules/${name}`])
        .map((name) => `package-lock.json lacks ${name} (of ${owner}): run node scripts/complete-lockfile.mjs`),
    );
    return { looked: Object.keys(packages).length, faults };
  },
};
