import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartupError } from '../../errors/startup-error.ts';
import type { PostgresAccount } from './postgres-account.ts';
import { POSTGRES_ENVIRONMENT } from './postgres-cluster.ts';
import { isAlive, isReady, ownerMark, runningPostmaster } from './postmaster-file.ts';

const POLL_MS = 10;
const FAST_STOP_MS = 30_000;
const MEMORY_BLOCK_RETRIES = 50;
const MEMORY_BLOCK_PAUSE_MS = 200;

/** What one server process is started with. */
export interface ServerOptions {
  clusterFolder: string;
  logFile: string;
  postgres: string;
  account: PostgresAccount;
  isDurable: boolean;
}

/** The port was taken between the look and the start. */
export class PortTakenError extends Error {}

/** Starts PostgreSQL on the port and returns once it accepts connections. */
export async function startServer(options: ServerOptions, port: number): Promise<ChildProcess> {
  for (let attempt = 0; ; attempt += 1) {
    const child = spawnServer(options, port);
    if (await becomesReady(options.clusterFolder, child)) return child;
    const log = readFileSync(options.logFile, 'utf8');
    if (log.includes('Address already in use')) throw new PortTakenError();
    if (log.includes('lock file "postmaster.pid" already exists')) throw inUse(options.clusterFolder);
    // Whoever won the race has emptied the log that both write, and with it the reason.
    if (runningPostmaster(options.clusterFolder)?.isOwnerAlive) throw inUse(options.clusterFolder);
    // The children of a killed server need a moment to notice before its memory is free.
    const isWaitingForChildren = log.includes('pre-existing shared memory block');
    if (!isWaitingForChildren || attempt >= MEMORY_BLOCK_RETRIES) throw startFailed(options, log);
    await sleep(MEMORY_BLOCK_PAUSE_MS);
  }
}

/** Another process holds the data folder. */
export function inUse(clusterFolder: string): StartupError {
  return new StartupError(
    'DATA_DIR_IN_USE',
    `The database in ${clusterFolder} is in use by another running instance: stop it, or start with another DATA_DIR and PORT.`,
  );
}

/** Ends a server: open sessions are closed, everything is written; after half a minute it is made to quit. */
export async function stopServer(pid: number): Promise<void> {
  signal(pid, 'SIGINT');
  const deadline = performance.now() + FAST_STOP_MS;
  while (isAlive(pid)) {
    if (performance.now() > deadline) signal(pid, 'SIGQUIT');
    await sleep(POLL_MS);
  }
}

/** Sends a signal; a process that is gone already is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function spawnServer(options: ServerOptions, port: number): ChildProcess {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    cluster_name: ownerMark(),
    max_connections: '200',
    shared_buffers: '256MB',
    jit: 'off',
    log_checkpoints: 'off',
    // Crash recovery otherwise opens every file, one by one: a minute with thousands of tenant schemas.
    ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
    ...(options.isDurable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { file, args, ...user } = options.account.command(options.postgres, ['-D', options.clusterFolder, ...flags]);
  const log = openSync(options.logFile, 'w', 0o600);
  try {
    // A session of its own: Ctrl-C in the terminal must reach the application only, which stops the database last.
    return spawn(file, args, {
      ...user,
      cwd: options.clusterFolder,
      env: POSTGRES_ENVIRONMENT,
      detached: true,
      stdio: ['ignore', log, log],
    });
  } finally {
    closeSync(log);
  }
}

async function becomesReady(clusterFolder: string, child: ChildProcess): Promise<boolean> {
  let hasEnded = false;
  const end = (): void => {
    hasEnded = true;
  };
  child.once('exit', end).once('error', end);
  while (!hasEnded) {
    if (child.pid !== undefined && isReady(clusterFolder, child.pid)) {
      child.off('exit', end).off('error', end);
      return true;
    }
    await sleep(POLL_MS);
  }
  return false;
}

function startFailed(options: ServerOptions, log: string): StartupError {
  const reason = log.split('\n').find((line) => /\b(?:FATAL|PANIC|ERROR):|^postgres: /.test(line)) ?? 'it ended without a word';
  const sentence = reason.replace(/^.*?(?:FATAL|PANIC|ERROR):\s*/, '').replace(/\.$/, '');
  return new StartupError(
    'DATABASE_START_FAILED',
    `PostgreSQL does not start on ${options.clusterFolder}: ${sentence} (more in ${options.logFile}).`,
  );
}
