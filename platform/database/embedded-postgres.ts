import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StartupError } from '../errors/startup-error.ts';
import { freePort } from './embedded/free-port.ts';
import { postgresAccount } from './embedded/postgres-account.ts';
import { postgresBinaries } from './embedded/postgres-binaries.ts';
import { createCluster, hasCluster, openDataDir, superuserPassword, SUPERUSER } from './embedded/postgres-cluster.ts';
import { inUse, PortTakenError, signal, startServer, stopServer, type ServerOptions } from './embedded/postgres-server.ts';
import { runningPostmaster } from './embedded/postmaster-file.ts';

const PORT_ATTEMPTS = 5;

/** Where the database lives and how it runs. */
export interface EmbeddedPostgresOptions {
  /** The cluster is kept in `<dataDir>/postgres`, its log in `<dataDir>/postgres.log`. */
  dataDir: string;
  /** A port that must be used; otherwise a free one is picked, and kept for later starts while it stays free. */
  port?: number;
  /** `test` gives up safety against power loss for speed. */
  durability?: 'full' | 'test';
  /** Told what is going on, in a few words. */
  onProgress?: (step: string) => void;
}

/** A PostgreSQL of our own that is running. */
export interface EmbeddedPostgres {
  /** Connection string of the superuser, to the database `postgres`. */
  url: string;
  /** True when this start made the cluster. */
  freshlyCreated: boolean;
  /** Closes open sessions and ends the server; safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that comes with the packages, on 127.0.0.1 only. Heals what a killed process left behind; if the
 * server itself is killed while we run, it is started again. Throws StartupError with one sentence for the operator.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const progress = options.onProgress ?? (() => {});
  const dataDir = resolve(options.dataDir);
  const clusterFolder = join(dataDir, 'postgres');
  const isDurable = options.durability !== 'test';
  const { initdb, postgres } = postgresBinaries();

  await openDataDir(dataDir);
  const freshlyCreated = !(await hasCluster(clusterFolder));
  const account = postgresAccount({ clusterFolder, postgres });
  if (freshlyCreated) {
    progress('creating the database');
    await createCluster({ dataDir, clusterFolder, initdb, account, isDurable });
  }
  const leftover = runningPostmaster(clusterFolder);
  if (leftover?.isOwnerAlive) throw inUse(clusterFolder);
  if (leftover) {
    progress('stopping the database that a killed process left running');
    await stopServer(leftover.pid);
  }
  progress('starting the database');
  const server = new SupervisedServer(
    { clusterFolder, logFile: join(dataDir, 'postgres.log'), postgres, account, isDurable },
    progress,
  );
  const port = await server.startOnFreePort(join(dataDir, 'postgres.port'), options.port);
  const url = `postgres://${SUPERUSER}:${superuserPassword(clusterFolder)}@127.0.0.1:${port}/postgres`;
  return { url, freshlyCreated, stop: () => server.stop() };
}

class SupervisedServer {
  private readonly options: ServerOptions;
  private readonly progress: (step: string) => void;
  private child: ChildProcess | undefined;
  private restarting: Promise<void> | undefined;
  private stopping: Promise<void> | undefined;

  constructor(options: ServerOptions, progress: (step: string) => void) {
    this.options = options;
    this.progress = progress;
  }

  async startOnFreePort(portFile: string, required: number | undefined): Promise<number> {
    for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt += 1) {
      const port = await freePort(required ?? rememberedPort(portFile), { isRequired: required !== undefined });
      if (port === undefined) break;
      try {
        await this.start(port);
        await writeFile(portFile, `${port}\n`);
        return port;
      } catch (error) {
        if (!(error instanceof PortTakenError)) throw error;
      }
    }
    throw new StartupError(
      'DATABASE_PORT_BUSY',
      `Port ${required ?? ''} for the database is taken by another program: free it or choose another.`.replace('  ', ' '),
    );
  }

  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async start(port: number): Promise<void> {
    const child = await startServer(this.options, port);
    this.child = child;
    process.on('exit', this.endWithProcess);
    child.once('exit', () => {
      this.child = undefined;
      process.off('exit', this.endWithProcess);
      if (!this.stopping) this.restarting = this.restart(port);
    });
  }

  private async restart(port: number): Promise<void> {
    this.progress('the database ended unexpectedly, starting it again');
    try {
      await this.start(port);
    } catch (error) {
      this.progress(
        error instanceof PortTakenError ? `port ${port} is taken, the database stays down` : (error as Error).message,
      );
    }
  }

  private async end(): Promise<void> {
    await this.restarting;
    const child = this.child;
    if (child?.pid === undefined) return;
    const ended = new Promise((resolveEnd) => child.once('exit', resolveEnd));
    await stopServer(child.pid);
    await ended;
  }

  /** When the process exits without having called stop. */
  private readonly endWithProcess = (): void => {
    if (this.child?.pid !== undefined) signal(this.child.pid, 'SIGINT');
  };
}

function rememberedPort(portFile: string): number {
  try {
    const port = Number(readFileSync(portFile, 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
  } catch {
    return 0;
  }
}
