import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { INTERNAL_SCOPE } from '../../../contracts/identity/identity.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { setUpCarriers } from './set-up-carriers.ts';
import { SetUpCarriersInput, SetUpCarriersPayload } from './set-up-carriers.types.ts';

/** Carriers of a new tenant. */
@Resolver()
export class SetUpCarriersResolver {
  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Mutation(() => SetUpCarriersPayload, {
    description: 'Makes carriers usable in the caller’s tenant and mode, as far as the platform can.',
  })
  async setUpCarriers(
    @Arg('input', () => SetUpCarriersInput, { description: 'The carriers.' }) input: SetUpCarriersInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { carriers: await setUpCarriers(context, input.carriers) };
  }
}
