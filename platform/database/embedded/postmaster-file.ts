import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

const STATUS_LINE = 7;
const START_TIME_FIELD = 19;

/** A PostgreSQL that runs on a data folder, and whether the process that started it still lives. */
export interface RunningPostmaster {
  pid: number;
  isOwnerAlive: boolean;
}

/** The server that runs on the cluster folder right now; undefined when its pid file is missing or stale. */
export function runningPostmaster(clusterFolder: string): RunningPostmaster | undefined {
  const pid = Number(postmasterLines(clusterFolder)[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isPostmasterOf(clusterFolder, pid)) return undefined;
  return { pid, isOwnerAlive: isOwnerAlive(clusterFolder) };
}

/** True once the server with this pid accepts connections. */
export function isReady(clusterFolder: string, pid: number): boolean {
  const lines = postmasterLines(clusterFolder);
  return Number(lines[0]) === pid && lines[STATUS_LINE]?.trim() === 'ready';
}

/**
 * Who started a server, as the name of its cluster: PostgreSQL keeps its command line beside the data, so a later start
 * can tell an orphan from a server in use. The start time guards against a pid that the system has given out again.
 */
export function ownerMark(): string {
  return `waybill-${process.pid}-${startTime(process.pid) ?? 0}`;
}

/** True while the process exists and has not ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return processStat(pid)?.[0] !== 'Z';
}

function isOwnerAlive(clusterFolder: string): boolean {
  const [, pid, startedAt] = /cluster_name=waybill-(\d+)-(\d+)/.exec(readOrEmpty(join(clusterFolder, 'postmaster.opts'))) ?? [];
  return pid !== undefined && isAlive(Number(pid)) && (startTime(Number(pid)) ?? '0') === startedAt;
}

function isPostmasterOf(clusterFolder: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  try {
    const folder = realpathSync(clusterFolder);
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === folder;
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(clusterFolder);
  } catch {
    return false;
  }
}

function postmasterLines(clusterFolder: string): string[] {
  return readOrEmpty(join(clusterFolder, 'postmaster.pid')).split('\n');
}

function startTime(pid: number): string | undefined {
  return processStat(pid)?.[START_TIME_FIELD];
}

// The fields of /proc/<pid>/stat after the command name, which may itself contain spaces; the first is the state.
function processStat(pid: number): string[] | undefined {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return undefined;
  return readOrEmpty(path).split(') ').at(-1)?.split(' ');
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
