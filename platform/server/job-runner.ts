import { bulkhead } from 'cockatiel';
import type { Logger } from 'pino';
import type { Clock } from '../context/clock.ts';
import type { RequestContext, RequestIdentity } from '../context/request-context.ts';
import { NO_SCOPE, type Database } from '../database/database.ts';
import type { StatementListener } from '../database/session-dialect.ts';
import type { Queryable } from '../database/session.ts';
import { Worker } from '../events/worker.ts';
import { dueScopes, settleDueWork, type DueScope } from './due-work.query.ts';
import { claimedTenantSchemas, recordJobRun, tryJobTurn } from './job-runner.query.ts';
import type { JobOutcome, JobScope, ScheduledJob } from './subgraph-definition.ts';

// Work is noted with the change that brings it; a visit to all tenants only finds what no note was left for.
const SWEEP_EVERY_MS = 3_600_000;

interface JobRunnerOptions {
  database: Database;
  jobs: readonly ScheduledJob[];
  clock: Clock;
  log: Logger;
  contextFor: (identity: RequestIdentity) => RequestContext;
  /** Hears of the statements by which work is looked for. */
  onStatement?: StatementListener;
}

/** Runs scheduled jobs for the tenants and modes that have work, or for the platform. Of several processes, one at a time runs a job. */
export class JobRunner {
  private readonly options: JobRunnerOptions;
  private readonly workers: Worker[];
  // A turn holds one connection for its lock and takes another for its work: jobs that all began at once would wait for each other’s.
  private readonly turns: ReturnType<typeof bulkhead>;

  constructor(options: JobRunnerOptions) {
    this.options = options;
    this.turns = bulkhead(turnsAtOnce(options.database.pool.options.max), Number.POSITIVE_INFINITY);
    this.workers = options.jobs.map(
      (job) =>
        new Worker({
          idleMs: job.everyMs,
          step: () => this.turns.execute(() => this.takeTurn(job)),
          onError: (error) =>
            options.log.error({ err: error, job: job.name }, 'a scheduled job failed; it runs again at its next turn'),
        }),
    );
  }

  start(): void {
    for (const worker of this.workers) worker.start();
  }

  /** Runs one job now, for every tenant and mode, instead of waiting for its turn. */
  async runNow(name: string): Promise<void> {
    await this.turns.execute(() => this.takeTurn(this.jobNamed(name), true));
  }

  /** Gives one job its turn now: it visits those that have work. */
  async runDue(name: string): Promise<void> {
    await this.turns.execute(() => this.takeTurn(this.jobNamed(name)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }

  private jobNamed(name: string): ScheduledJob {
    const job = this.options.jobs.find((each) => each.name === name);
    if (!job) throw new Error(`there is no job ${name}`);
    return job;
  }

  private async takeTurn(job: ScheduledJob, visitsAll = false): Promise<boolean> {
    const { clock, database, onStatement } = this.options;
    const startedAt = clock.now();
    await database.session(NO_SCOPE, onStatement).transaction(async (lock) => {
      const turn = await tryJobTurn(lock, job.name);
      if (!turn) return;
      const isSweep = visitsAll || !turn.sweptAt || startedAt.getTime() - turn.sweptAt.getTime() >= SWEEP_EVERY_MS;
      const errors = job.scopesWithWork
        ? await this.visit(job, await job.scopesWithWork(lock))
        : await this.visitDue(lock, job, { now: startedAt, isSweep });
      const lastError = errors.at(-1)?.message.slice(0, 500) ?? null;
      const { name, everyMs } = job;
      const finishedAt = clock.now();
      await recordJobRun(lock, { job: name, everyMs, startedAt, finishedAt, failures: errors.length, lastError, isSweep });
    });
    return false;
  }

  private async visit(job: ScheduledJob, scopes: readonly JobScope[]): Promise<Error[]> {
    const errors: Error[] = [];
    for (const scope of scopes) {
      const outcome = await this.runFor(job, scope);
      if (outcome instanceof Error) errors.push(outcome);
    }
    return errors;
  }

  private async visitDue(lock: Queryable, job: ScheduledJob, turn: { now: Date; isSweep: boolean }): Promise<Error[]> {
    const due = await dueScopes(lock, job.name, turn.now);
    const errors: Error[] = [];
    const done: DueScope[] = [];
    const left: DueScope[] = [];
    for (const scope of turn.isSweep ? await everyScope(lock, due) : due) {
      const outcome = await this.runFor(job, scope);
      if (outcome instanceof Error) errors.push(outcome);
      (outcome === 'done' ? done : left).push(scope);
    }
    await settleDueWork(lock, job.name, { done, left, now: turn.now });
    return errors;
  }

  // One tenant's trouble must not keep the others waiting.
  private async runFor(job: ScheduledJob, { tenant, testMode }: JobScope): Promise<JobOutcome | Error> {
    const identity: RequestIdentity = {
      actor: `system/${job.name}`,
      level: 'internal',
      userId: null,
      tenant,
      organizationId: null,
      partnerId: null,
      testMode,
      permissions: ['internal'],
    };
    try {
      return (await job.run(this.options.contextFor(identity))) ?? 'done';
    } catch (error) {
      this.options.log.error({ err: error, job: job.name, tenant: tenant?.id, testMode }, 'a scheduled job failed for a tenant');
      return error as Error;
    }
  }
}

// Two connections a turn; of a pool of eight, two are left for whoever asks.
function turnsAtOnce(poolSize: number): number {
  return Math.max(1, Math.floor(poolSize / 2) - 1);
}

async function everyScope(db: Queryable, due: readonly DueScope[]): Promise<DueScope[]> {
  const tenants = await claimedTenantSchemas(db);
  const notedOf = new Map(due.map(({ tenant, testMode, noted }) => [`${tenant.id} ${testMode}`, noted]));
  return tenants.flatMap((tenant) =>
    [false, true].map((testMode) => ({ tenant, testMode, noted: notedOf.get(`${tenant.id} ${testMode}`) ?? [] })),
  );
}
