import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { Authenticated } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { readActor, type AuditActor } from '../audit/audit-actor.ts';
import { AuditActorType } from '../audit/audit-log.types.ts';
import { wholeTenantSession } from '../operators/whole-tenant-session.ts';
import type { Organization } from '../organizations/organization.entity.ts';
import { organizationById } from '../organizations/organizations.loaders.ts';
import { cancelJob } from './cancel-job.ts';
import { kindsInView, mayEnd } from './job-access.ts';
import { loadJob } from './jobs.loaders.ts';
import { JOB_ORDERS, listJobs, type Job } from './jobs.query.ts';
import { CancelJobInput, CancelJobPayload, JobConnection, JobsArgs, JobType } from './jobs.types.ts';
import { presentJob, watchJob } from './watch-job.ts';

const idOf = (id: string): Uuid => decodeId(ID_PREFIX.job, id);

/** Long work that subgraphs do for somebody. */
@Resolver(() => JobType)
export class JobsResolver {
  @Authenticated()
  @Query(() => JobType, { nullable: true, description: 'One job; null when the caller sees none with this id.' })
  job(@Arg('id', () => ID, { description: 'Id of the job.' }) id: string, @Ctx() context: RequestContext): Promise<Job | null> {
    return loadJob(context, idOf(id));
  }

  @Authenticated()
  @Query(() => JobConnection, {
    description:
      'The jobs that the caller’s permissions show: of the organization, of the tenant for its staff, of the platform for operators.',
  })
  async jobs(
    @Args(() => JobsArgs) { filter, sort, ...page }: JobsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<JobType>> {
    const organizationId = decodeOptionalId(ID_PREFIX.organization, filter?.organizationId, 'filter.organizationId');
    const list = { order: JOB_ORDERS[sort], page };
    const jobs = await listJobs(wholeTenantSession(context), kindsInView(context), { ...filter, organizationId }, list);
    return toConnection(JobConnection, jobs, (job) => job as unknown as JobType);
  }

  @Authenticated()
  @Mutation(() => CancelJobPayload, {
    description:
      'Asks for the end of a job: it stops at its next step, and what was done stays. Refused with NOT_FOUND, FORBIDDEN, JOB_OVER or JOB_NOT_CANCELLABLE.',
  })
  async cancelJob(
    @Arg('input', () => CancelJobInput, { description: 'Which one.' }) input: CancelJobInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { job: await cancelJob(context, { id: idOf(input.id) }) };
  }

  @Authenticated()
  @Subscription(() => JobType, {
    description: 'A job as it is now, then whenever it gets on, at most four times a second. Refused with NOT_FOUND.',
    subscribe: ({ args, context }) => watchJob(context as RequestContext, idOf(args['id'] as string)) as never,
  })
  jobProgress(@Arg('id', () => ID, { description: 'Id of the job.' }) id: string, @Ctx() context: RequestContext): Promise<Job> {
    return presentJob(context, idOf(id));
  }

  @FieldResolver(() => Boolean)
  isCancellable(@Root() job: Job, @Ctx() context: RequestContext): boolean {
    return !job.finishedAt && !job.cancelRequestedAt && mayEnd(context, job);
  }

  @FieldResolver()
  async organization(@Root() job: Job, @Ctx() context: RequestContext): Promise<Organization | null> {
    return job.organizationId ? organizationById(context, job.organizationId) : null;
  }

  @FieldResolver(() => AuditActorType)
  actor(@Root() job: Job): AuditActor {
    return readActor(job.actor);
  }
}
