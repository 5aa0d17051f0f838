import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Authenticated, Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { ResolvedIdentityType, ResolveIdentityInput, ViewerType } from './identity.types.ts';
import { resolveIdentity } from './resolve-identity.ts';

@Resolver()
export class IdentityResolver {
  @Authenticated()
  @Query(() => ViewerType, { description: 'Who is asking, as the platform sees it.' })
  viewer(@Ctx() context: RequestContext): ViewerType {
    const { actor, level, tenant, organizationId, testMode, permissions, features = [] } = context.identity;
    const tenantId = tenant?.id ?? null;
    return { actor, level, tenantId, organizationId, testMode, permissions: [...permissions], features: [...features] };
  }

  @Inaccessible()
  @RequiresPermission('internal')
  @Query(() => ResolvedIdentityType, { description: 'Who holds a token; for the gateway.' })
  resolveIdentity(
    @Arg('input', () => ResolveIdentityInput, { description: 'The token to look up.' }) input: ResolveIdentityInput,
    @Ctx() context: RequestContext,
  ): Promise<ResolvedIdentityType> {
    return resolveIdentity(context, { ...input, organizationId: input.organizationId ?? null, tenantId: input.tenantId ?? null });
  }
}
