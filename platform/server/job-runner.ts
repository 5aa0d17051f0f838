import type { Logger } from 'pino';
import type { Clock } from '../context/clock.ts';
import type { RequestContext, RequestIdentity } from '../context/request-context.ts';
import { NO_SCOPE, type Database } from '../database/database.ts';
import type { Queryable } from '../database/session.ts';
import { Worker } from '../events/worker.ts';
import { claimedTenantSchemas, recordJobRun, tryJobLock } from './job-runner.query.ts';
import type { JobScope, ScheduledJob } from './subgraph-definition.ts';

interface JobRunnerOptions {
  database: Database;
  jobs: readonly ScheduledJob[];
  clock: Clock;
  log: Logger;
  contextFor: (identity: RequestIdentity) => RequestContext;
}

/** Runs scheduled jobs for every tenant and mode, or for the platform. Of several processes, one at a time runs a job. */
export class JobRunner {
  private readonly options: JobRunnerOptions;
  private readonly workers: Worker[];

  constructor(options: JobRunnerOptions) {
    this.options = options;
    this.workers = options.jobs.map(
      (job) =>
        new Worker({
          idleMs: job.everyMs,
          step: () => this.runOnce(job),
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
    const job = this.options.jobs.find((each) => each.name === name);
    if (!job) throw new Error(`there is no job ${name}`);
    await this.runOnce(job);
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }

  private async runOnce(job: ScheduledJob): Promise<boolean> {
    const { clock, database } = this.options;
    const startedAt = clock.now();
    await database.session(NO_SCOPE).transaction(async (lock) => {
      if (!(await tryJobLock(lock, job.name))) return;
      const errors: Error[] = [];
      for (const scope of await (job.scopesWithWork?.(lock) ?? everyScope(lock))) {
        const error = await this.runFor(job, scope);
        if (error) errors.push(error);
      }
      const lastError = errors.at(-1)?.message.slice(0, 500) ?? null;
      const { name, everyMs } = job;
      await recordJobRun(lock, { job: name, everyMs, startedAt, finishedAt: clock.now(), failures: errors.length, lastError });
    });
    return false;
  }

  // One tenant's trouble must not keep the others waiting.
  private async runFor(job: ScheduledJob, { tenant, testMode }: JobScope): Promise<Error | undefined> {
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
      await job.run(this.options.contextFor(identity));
      return undefined;
    } catch (error) {
      this.options.log.error({ err: error, job: job.name, tenant: tenant?.id, testMode }, 'a scheduled job failed for a tenant');
      return error as Error;
    }
  }
}

async function everyScope(db: Queryable): Promise<JobScope[]> {
  const tenants = await claimedTenantSchemas(db);
  return tenants.flatMap((tenant) => [false, true].map((testMode) => ({ tenant, testMode })));
}
