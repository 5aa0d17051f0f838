import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartupError } from '../../errors/startup-error.ts';

const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'];
const CANDIDATES = ['postgres', 'nobody'];

/** A command line, and the user it has to run as. */
export interface Command {
  file: string;
  args: string[];
  uid?: number;
  gid?: number;
}

/** The user PostgreSQL runs as: ourselves, or, when we are root, which PostgreSQL refuses, an unprivileged user. */
export interface PostgresAccount {
  /** Set when files have to be handed over to another user. */
  owner: { uid: number; gid: number } | null;
  command(file: string, args: string[]): Command;
}

/** Finds the account for a cluster in `clusterFolder`; no user is ever created on the machine. */
export function postgresAccount(paths: { clusterFolder: string; postgres: string }): PostgresAccount {
  if (process.getuid?.() !== 0) return { owner: null, command: (file, args) => ({ file, args }) };

  const owner = ownerOf(paths.clusterFolder) ?? unprivilegedUser();
  if (canReach(paths.postgres, owner) && canReach(dirname(paths.clusterFolder), owner)) {
    return { owner, command: (file, args) => ({ file, args, ...owner }) };
  }
  // A checkout below /root is closed to everyone else; one capability lets this one process through.
  const setpriv = SETPRIV.find((path) => existsSync(path));
  if (!setpriv) {
    throw new StartupError(
      'DATA_DIR_NOT_WRITABLE',
      `PostgreSQL does not run as root, and the user it would run as cannot reach ${dirname(paths.clusterFolder)}: run as an ordinary user, or move the checkout and DATA_DIR to a folder that other users may enter.`,
    );
  }
  const privileges = [
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    '--clear-groups',
    // Without it, access(2) ignores the capability, and initdb uses access(2) to find the server beside itself.
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ];
  return { owner, command: (file, args) => ({ file: setpriv, args: [...privileges, file, ...args] }) };
}

function ownerOf(folder: string): { uid: number; gid: number } | undefined {
  const stats = statSync(folder, { throwIfNoEntry: false });
  return stats && stats.uid !== 0 ? { uid: stats.uid, gid: stats.gid } : undefined;
}

function unprivilegedUser(): { uid: number; gid: number } {
  const users = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name = '', , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  );
  for (const name of CANDIDATES) {
    const user = users.get(name);
    if (user) return user;
  }
  throw new StartupError(
    'DATABASE_START_FAILED',
    `PostgreSQL does not run as root, and there is no user ${CANDIDATES.join(' or ')} to run it as.`,
  );
}

function canReach(path: string, user: { uid: number; gid: number }): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  const bit = stats?.uid === user.uid ? 0o100 : stats?.gid === user.gid ? 0o010 : 0o001;
  const isOpen = stats === undefined || (stats.mode & bit) !== 0;
  return isOpen && (dirname(path) === path || canReach(dirname(path), user));
}
