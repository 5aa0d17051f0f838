import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import type { Tenant } from '../tenants/tenant.entity.ts';
import { publicTenantOfHost, tenantOfHost } from './tenant-of-host.ts';
import { PublicTenantType, ResolvedTenantHostType, ResolveTenantHostInput } from './tenant-hosts.types.ts';

/** Where hosts lead. */
@Resolver()
export class TenantHostsResolver {
  @Query(() => PublicTenantType, {
    nullable: true,
    description: 'What the app at a host shows before anybody has signed in; null where no active tenant is. Needs no token.',
  })
  tenantOfHost(
    @Arg('host', () => String, { description: 'The host, e.g. `shipping.example.com`.' }) host: string,
    @Ctx() context: RequestContext,
  ): Promise<Pick<Tenant, 'name' | 'branding'> | null> {
    return publicTenantOfHost(context, host);
  }

  @Inaccessible()
  @RequiresPermission('internal')
  @Query(() => ResolvedTenantHostType, { description: 'Which tenant a host leads to; for gateways.' })
  async resolveTenantHost(
    @Arg('input', () => ResolveTenantHostInput, { description: 'The host to look up.' }) input: ResolveTenantHostInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { tenant: (await tenantOfHost(context, input.host)) ?? null };
  }
}
