import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { INTERNAL_SCOPE } from '../../../contracts/identity/identity.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { RecordApiRequestsInput, RecordApiRequestsPayload } from './api-requests.types.ts';
import { publishApiRequests } from './publish-api-requests.ts';

/** Requests as gateways count them. */
@Resolver()
export class ApiRequestsResolver {
  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Mutation(() => RecordApiRequestsPayload, { description: 'Tells counted requests on as usage, once per flush.' })
  async recordApiRequests(
    @Arg('input', () => RecordApiRequestsInput, { description: 'What was counted.' }) input: RecordApiRequestsInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { recorded: await publishApiRequests(context, input) };
  }
}
