import { existsSync, writeFileSync } from 'node:fs';
import { collect, tail } from './collect.mjs';
import { phase } from './progress.mjs';
import { fromRoot, readIfPresent, sha256, TaskError } from './project.mjs';

const STAMP = fromRoot('node_modules', '.lockfile-sha256');
const NODE = fromRoot('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/** Path of the project's own Node, which comes from the lockfile like everything else. */
export const ownNode = NODE;

/** Makes node_modules what package-lock.json says; returns the lockfile's hash. Does nothing when it is so already. */
export async function install() {
  const lockfile = readIfPresent(fromRoot('package-lock.json'));
  if (lockfile === undefined) throw new TaskError('package-lock.json is missing: check the project out again.');
  const hash = sha256(lockfile);
  if (readIfPresent(STAMP) === hash && existsSync(NODE)) return hash;
  if (!(matchesInstalled(lockfile) && existsSync(NODE))) {
    await phase('install', 'fetching packages from the lockfile', async () => {
      await installPackages();
      return `${Object.keys(JSON.parse(lockfile).packages).length - 1} packages in the lockfile`;
    });
  }
  writeFileSync(STAMP, hash);
  return hash;
}

async function installPackages() {
  // Development tools are needed whatever NODE_ENV says: the compiler is one of them.
  const { code, output } = await runNpm(['ci', '--include=dev', '--no-audit', '--no-fund']);
  if (code !== 0)
    throw new TaskError('npm could not install the packages (is the npm registry reachable?). What it says:', reasonOf(output));
  if (!existsSync(NODE)) await fetchOwnNode();
}

// npm's errors begin with the reason and end in its manual.
function reasonOf(output) {
  const errors = output.split('\n').filter((line) => /^npm (?:error|ERR!) ./.test(line));
  return errors.length > 0 ? errors.slice(0, 15).join('\n') : tail(output);
}

// With install scripts switched off (npm's ignore-scripts), the package `node` arrives without its binary.
async function fetchOwnNode() {
  const { output } = await collect(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: fromRoot('node_modules', 'node'),
  });
  if (!existsSync(NODE))
    throw new TaskError('npm installed the package "node" without its binary (are install scripts switched off?).', tail(output));
}

function runNpm(args) {
  const npmOfCaller = process.env.npm_execpath;
  if (npmOfCaller?.endsWith('npm-cli.js')) return collect(process.execPath, [npmOfCaller, ...args]);
  return collect('npm', args, { shell: process.platform === 'win32' });
}

/** True when what npm last installed, by whichever command, is what the lockfile says. */
function matchesInstalled(lockfile) {
  const installedText = readIfPresent(fromRoot('node_modules', '.package-lock.json'));
  if (installedText === undefined) return false;
  const wanted = JSON.parse(lockfile).packages;
  const installed = JSON.parse(installedText).packages;
  const isSame = (name) =>
    wanted[name]?.version === installed[name]?.version && wanted[name]?.integrity === installed[name]?.integrity;
  const isSkippable = (name) => wanted[name].optional === true || wanted[name].devOptional === true || wanted[name].peer === true;
  return (
    Object.keys(installed).every(isSame) &&
    Object.keys(wanted).every((name) => name === '' || (installed[name] ? isSame(name) : isSkippable(name)))
  );
}
