import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { listApiTokens } from './api-tokens.query.ts';
import {
  ApiTokenConnection,
  ApiTokenType,
  CreateApiTokenInput,
  CreateApiTokenPayload,
  RevokeApiTokenInput,
  RevokeApiTokenPayload,
} from './api-tokens.types.ts';
import { createApiToken } from './create-api-token.ts';
import { createPartnerToken } from './create-partner-token.ts';
import { revokeApiToken } from './revoke-api-token.ts';

@Resolver(() => ApiTokenType)
export class ApiTokensResolver {
  @RequiresPermission('manage_api_keys')
  @Query(() => ApiTokenConnection, {
    description: 'The tokens of the caller’s organization, or of the whole tenant for its staff; newest first.',
  })
  async apiTokens(@Args(() => PageArgs) args: PageArgs, @Ctx() context: RequestContext): Promise<ConnectionShape<ApiTokenType>> {
    const owner = { tenantId: requireTenant(context).id, organizationId: context.identity.organizationId };
    return toConnection(ApiTokenConnection, await listApiTokens(context.session, owner, args), (token) => token);
  }

  @RequiresPermission('manage_api_keys')
  @Mutation(() => CreateApiTokenPayload, {
    description:
      'Makes a token that may do at most what its maker may, or what a partner’s user may. Refused with PERMISSION_NOT_HELD, LIVE_MODE_ONLY, NOT_FOUND or VALIDATION_FAILED.',
  })
  createApiToken(
    @Arg('input', () => CreateApiTokenInput, { description: 'What it is for.' }) input: CreateApiTokenInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const organizationId = decodeOptionalId(ID_PREFIX.organization, input.organizationId, 'organizationId');
    const partnerId = decodeOptionalId(ID_PREFIX.partner, input.partnerId, 'partnerId');
    return partnerId
      ? createPartnerToken(context, { ...input, partnerId, organizationId })
      : createApiToken(context, { ...input, organizationId });
  }

  @RequiresPermission('manage_api_keys')
  @Mutation(() => RevokeApiTokenPayload, {
    description: 'Ends a token, at every gateway at once. Doing so again changes nothing.',
  })
  async revokeApiToken(
    @Arg('input', () => RevokeApiTokenInput, { description: 'Which token.' }) input: RevokeApiTokenInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { apiToken: await revokeApiToken(context, decodeId(ID_PREFIX.apiToken, input.id)) };
  }
}
