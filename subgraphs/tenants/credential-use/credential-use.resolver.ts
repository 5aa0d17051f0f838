import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { RecordCredentialUseInput, RecordCredentialUsePayload } from './credential-use.types.ts';
import { recordCredentialUse } from './record-credential-use.ts';

@Resolver()
export class CredentialUseResolver {
  @Inaccessible()
  @RequiresPermission('internal')
  @Mutation(() => RecordCredentialUsePayload, { description: 'Records when tokens and sessions were used; for gateways.' })
  async recordCredentialUse(
    @Arg('input', () => RecordCredentialUseInput, { description: 'The uses.' }) input: RecordCredentialUseInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    await recordCredentialUse(context, input.uses);
    return {};
  }
}
