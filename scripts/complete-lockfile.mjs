// Puts back into package-lock.json the optional packages of other platforms. npm drops them when it updates the lockfile
// against a registry mirror that carries one platform only, and then `npm ci` refuses the lockfile on every platform.
import { readFileSync, writeFileSync } from 'node:fs';
import { fromRoot } from './bootstrap/project.mjs';

const OS = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  openharmony: 'openharmony',
  win32: 'win32',
  windows: 'win32',
};
const CPU = /(?:^|-)(arm64|arm|x64|ia32|ppc64|riscv64|s390x|loong64|wasm32)(?:-|$)/;

const path = fromRoot('package-lock.json');
const lockfile = JSON.parse(readFileSync(path, 'utf8'));
const packages = lockfile.packages;
let added = 0;

for (const [owner, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const isThere = packages[`node_modules/${name}`] || packages[`${owner}/node_modules/${name}`];
    const os = OS[Object.keys(OS).find((key) => name.includes(key))];
    const cpu = CPU.exec(name.split('/').at(-1))?.[1];
    if (isThere || !os || !cpu || !/^[~^]?\d/.test(version)) continue;
    const libc = name.endsWith('-musl') ? { libc: ['musl'] } : name.endsWith('-gnu') ? { libc: ['glibc'] } : {};
    packages[`node_modules/${name}`] = {
      version: version.replace(/^[~^]/, ''),
      cpu: [cpu],
      ...(dev ? { dev } : {}),
      ...libc,
      optional: true,
      os: [os],
    };
    added += 1;
  }
}

lockfile.packages = Object.fromEntries(Object.entries(packages).toSorted(([left], [right]) => left.localeCompare(right, 'en')));
writeFileSync(path, `${JSON.stringify(lockfile, null, 2)}\n`);
console.log(`lockfile  ${added} packages of other platforms put back`);
