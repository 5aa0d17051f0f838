import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { loadJob } from '../jobs/jobs.loaders.ts';
import type { Job } from '../jobs/jobs.query.ts';
import { JobType } from '../jobs/jobs.types.ts';
import type { Provisioning } from './provisioning.query.ts';
import { TenantProvisioningType } from './provisioning.types.ts';

@Resolver(() => TenantProvisioningType)
export class ProvisioningResolver {
  @FieldResolver(() => JobType, {
    nullable: true,
    description: 'The job that makes it, for operators to watch; null for others, and where the tenant was ready at once.',
  })
  job(@Root() { tenantId }: Provisioning, @Ctx() context: RequestContext): Promise<Job | null> {
    return loadJob(context, tenantId);
  }
}
