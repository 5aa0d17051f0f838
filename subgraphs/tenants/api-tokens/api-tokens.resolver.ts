import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { kindOf, statusOf, type ApiToken, type TokenKind, type TokenStatus } from './api-token.entity.ts';
import { API_TOKEN_ORDERS, listApiTokens } from './api-tokens.query.ts';
import {
  ApiTokenArgs,
  ApiTokenConnection,
  ApiTokenType,
  CreateApiTokenInput,
  CreateApiTokenPayload,
  RevokeApiTokenInput,
  RevokeApiTokenPayload,
  RotateApiTokenInput,
  RotateApiTokenPayload,
  UpdateApiTokenInput,
  UpdateApiTokenPayload,
} from './api-tokens.types.ts';
import { createApiToken } from './create-api-token.ts';
import { createPartnerToken } from './create-partner-token.ts';
import { revokeApiToken } from './revoke-api-token.ts';
import { rotateApiToken } from './rotate-api-token.ts';
import { updateApiToken } from './update-api-token.ts';

const MANAGES_TOKENS = ['manage_api_keys', 'manage_system'] as const;

@Resolver(() => ApiTokenType)
export class ApiTokensResolver {
  @RequiresPermission(...MANAGES_TOKENS)
  @Query(() => ApiTokenConnection, {
    description: 'The tokens of the caller’s organization, of the whole tenant for its staff, or of the platform for operators.',
  })
  async apiTokens(
    @Args(() => ApiTokenArgs) { filter, sort, ...page }: ApiTokenArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<ApiTokenType>> {
    const owner = { tenantId: requireTenant(context).id, organizationId: context.identity.organizationId };
    const organizationId = decodeOptionalId(ID_PREFIX.organization, filter?.organizationId, 'filter.organizationId');
    const wanted = { ...filter, organizationId, now: context.clock.now() };
    const found = await listApiTokens(context.session, owner, wanted, API_TOKEN_ORDERS[sort], page);
    return toConnection(ApiTokenConnection, found, (token) => token);
  }

  @FieldResolver()
  status(@Root() token: ApiToken, @Ctx() context: RequestContext): TokenStatus {
    return statusOf(token, context.clock.now());
  }

  @FieldResolver()
  kind(@Root() token: ApiToken): TokenKind {
    return kindOf(token);
  }

  @RequiresPermission(...MANAGES_TOKENS)
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

  @RequiresPermission(...MANAGES_TOKENS)
  @Mutation(() => UpdateApiTokenPayload, {
    description:
      'Changes what a token is called, may do, or when it ends; every gateway knows at once. Refused with PERMISSION_NOT_HELD, TOKEN_ENDED, NOT_FOUND or VALIDATION_FAILED.',
  })
  async updateApiToken(
    @Arg('input', () => UpdateApiTokenInput, { description: 'What to change.' }) input: UpdateApiTokenInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { apiToken: await updateApiToken(context, { ...input, id: decodeId(ID_PREFIX.apiToken, input.id) }) };
  }

  @RequiresPermission(...MANAGES_TOKENS)
  @Mutation(() => RotateApiTokenPayload, {
    description:
      'Replaces a token’s secret, shown this once; the present one ends at once or after an overlap. Refused with TOKEN_ENDED, NOT_FOUND or VALIDATION_FAILED.',
  })
  rotateApiToken(
    @Arg('input', () => RotateApiTokenInput, { description: 'Which token.' }) input: RotateApiTokenInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return rotateApiToken(context, { ...input, id: decodeId(ID_PREFIX.apiToken, input.id) });
  }

  @RequiresPermission(...MANAGES_TOKENS)
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
