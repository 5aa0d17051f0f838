import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { signIn } from './sign-in.ts';
import { SignInInput, SignInPayload } from './sign-in.types.ts';

@Resolver()
export class SignInResolver {
  @Mutation(() => SignInPayload, {
    description:
      'Opens a session by e-mail address and password; needs no token. Refused with SIGN_IN_REFUSED, SIGN_IN_LOCKED after too many failures, NOT_A_MEMBER or VALIDATION_FAILED.',
  })
  signIn(
    @Arg('input', () => SignInInput, { description: 'Who, and where.' }) input: SignInInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return signIn(context, {
      ...input,
      tenantId: decodeOptionalId(ID_PREFIX.tenant, input.tenantId, 'tenantId') ?? null,
      organizationId: decodeOptionalId(ID_PREFIX.organization, input.organizationId, 'organizationId') ?? null,
    });
  }
}
