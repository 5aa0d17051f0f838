import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartupError } from '../../errors/startup-error.ts';
import type { PostgresAccount } from './postgres-account.ts';
import { POSTGRES_MAJOR_VERSION } from './postgres-binaries.ts';

const PASSWORD_FILE = 'superuser.password';
const UNFINISHED = /^postgres\.new-(\d+)/;

/** Name of the cluster's superuser. */
export const SUPERUSER = 'waybill';

/** Environment of every PostgreSQL program: nothing of ours, and messages in a language that can be read by code. */
export const POSTGRES_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' };

/** Makes the data folder if it is missing and refuses one that cannot be used. */
export async function openDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const isFile = ['EEXIST', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '');
    throw new StartupError(
      isFile ? 'DATA_DIR_BROKEN' : 'DATA_DIR_NOT_WRITABLE',
      isFile
        ? `The data folder ${dataDir} is not a folder.`
        : `The data folder ${dataDir} cannot be written: give this user access or choose another DATA_DIR.`,
      { cause },
    );
  }
}

/** Looks at the cluster folder; true when it holds a usable cluster, false when there is none yet. */
export async function hasCluster(clusterFolder: string): Promise<boolean> {
  const entries = await readdir(clusterFolder).catch((cause: NodeJS.ErrnoException): string[] => {
    if (cause.code === 'ENOENT') return [];
    throw new StartupError(
      'DATA_DIR_BROKEN',
      `${clusterFolder} cannot be read as a folder (${cause.code}): move it away or choose another DATA_DIR.`,
      { cause },
    );
  });
  if (entries.length === 0) return false;
  if (!entries.includes('PG_VERSION') || !entries.includes(PASSWORD_FILE)) {
    throw new StartupError(
      'DATA_DIR_BROKEN',
      `${clusterFolder} holds something that is not a database of this program: move it away or choose another DATA_DIR.`,
    );
  }
  const { uid } = await stat(clusterFolder);
  const self = process.getuid?.();
  if (self !== undefined && self !== 0 && self !== uid) {
    throw new StartupError(
      'DATA_DIR_NOT_WRITABLE',
      `${clusterFolder} belongs to another user: start as that user or choose another DATA_DIR.`,
    );
  }
  const version = readFileSync(join(clusterFolder, 'PG_VERSION'), 'utf8').trim();
  if (version !== POSTGRES_MAJOR_VERSION) {
    throw new StartupError(
      'DATA_DIR_VERSION',
      `${clusterFolder} was written by PostgreSQL ${version.slice(0, 20) || '(unknown)'}, and this is PostgreSQL ${POSTGRES_MAJOR_VERSION}: move it away or choose another DATA_DIR.`,
    );
  }
  return true;
}

/** The superuser's password of a cluster. */
export function superuserPassword(clusterFolder: string): string {
  return readFileSync(join(clusterFolder, PASSWORD_FILE), 'utf8').trim();
}

/**
 * Makes a cluster with a password of its own. It is made aside and then renamed, so that a start that was killed in the
 * middle, or raced by another one, never leaves half a cluster.
 */
export async function createCluster(options: {
  dataDir: string;
  clusterFolder: string;
  initdb: string;
  account: PostgresAccount;
  isDurable: boolean;
}): Promise<void> {
  const { account, dataDir, clusterFolder } = options;
  await removeUnfinished(dataDir);
  const folder = join(dataDir, `postgres.new-${process.pid}`);
  const passwordFile = `${folder}.password`;
  try {
    await mkdir(folder, { mode: 0o700 });
    await writeFile(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    await chmod(passwordFile, 0o600);
    if (account.owner) for (const path of [folder, passwordFile]) await chown(path, account.owner.uid, account.owner.gid);
    await initialise(options, { folder, passwordFile });
    await rename(passwordFile, join(folder, PASSWORD_FILE));
    await rename(folder, clusterFolder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    for (const path of [folder, passwordFile]) await rm(path, { recursive: true, force: true });
  }
}

async function removeUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = Number(UNFINISHED.exec(name)?.[1]);
    if (!Number.isInteger(pid) || (pid !== process.pid && isRunning(pid))) continue;
    await rm(join(dataDir, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function initialise(
  options: { initdb: string; account: PostgresAccount; isDurable: boolean },
  paths: { folder: string; passwordFile: string },
): Promise<void> {
  const { file, args, ...user } = options.account.command(options.initdb, [
    `--pgdata=${paths.folder}`,
    `--pwfile=${paths.passwordFile}`,
    `--username=${SUPERUSER}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(options.isDurable ? [] : ['--no-sync']),
  ]);
  const child = spawn(file, args, { ...user, cwd: paths.folder, env: POSTGRES_ENVIRONMENT, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaints += chunk;
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) {
    const reason = complaints.split('\n').find((line) => /error|fatal|could not/i.test(line)) ?? `exit code ${String(code)}`;
    throw new StartupError(
      'DATABASE_START_FAILED',
      `A new database could not be made in ${paths.folder}: ${reason.replace(/^initdb: /, '')}.`,
    );
  }
}
