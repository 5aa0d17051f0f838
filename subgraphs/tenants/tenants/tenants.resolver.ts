import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { featuresOf } from '../../../contracts/identity/features.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { Cost, ListSize, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { countsOfTenant } from '../counts/counts.loaders.ts';
import type { TenantCounts } from '../counts/counts.query.ts';
import { domainsOfTenant } from '../domains/domains.loaders.ts';
import type { TenantDomain } from '../domains/domains.query.ts';
import { TenantDomainType } from '../domains/domains.types.ts';
import { hostNames } from '../domains/host-name.ts';
import { provisioningOfTenant } from '../provisioning/provisioning.loaders.ts';
import type { Provisioning } from '../provisioning/provisioning.query.ts';
import { TenantProvisioningType } from '../provisioning/provisioning.types.ts';
import { createTenant } from './create-tenant.ts';
import type { Tenant } from './tenant.entity.ts';
import { tenantById } from './tenants.loaders.ts';
import { listTenants, TENANT_ORDERS } from './tenants.query.ts';
import {
  CreateTenantInput,
  CreateTenantPayload,
  FeatureFlagType,
  TenantConnection,
  TenantCountsType,
  TenantsArgs,
  TenantType,
} from './tenants.types.ts';

@Resolver(() => TenantType)
export class TenantsResolver {
  @RequiresPermission('manage_tenants', 'view_platform')
  @Query(() => TenantConnection, { description: 'The platform’s tenants.' })
  async tenants(
    @Args(() => TenantsArgs) args: TenantsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<TenantType>> {
    const page = await listTenants(context.session, args.filter ?? {}, TENANT_ORDERS[args.sort], args);
    return toConnection(TenantConnection, page, (tenant) => tenant as unknown as TenantType);
  }

  @RequiresPermission('manage_tenants', 'view_platform')
  @Query(() => TenantType, { nullable: true, description: 'One tenant; null when there is none with this id.' })
  tenant(
    @Arg('id', () => ID, { description: 'Id of the tenant.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Tenant | null> {
    return tenantById(context, decodeId(ID_PREFIX.tenant, id));
  }

  @RequiresPermission('manage_tenants')
  @Cost(50)
  @Mutation(() => CreateTenantPayload, {
    description:
      'Creates a tenant with a schema of its own and invites its administrator. It answers PROVISIONING when a step is left, which is taken without further doing. Refused with DOMAIN_TAKEN, DOMAIN_RESERVED, IDEMPOTENCY_KEY_REUSED, LIVE_MODE_ONLY or VALIDATION_FAILED.',
  })
  async createTenant(
    @Arg('input', () => CreateTenantInput, { description: 'What it is made of.' }) input: CreateTenantInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { tenant, invitation } = await createTenant(context, input);
    return { tenant, adminInvitation: invitation };
  }

  @FieldResolver(() => Boolean)
  isActive(@Root() tenant: Tenant): boolean {
    return tenant.status === 'active';
  }

  @ListSize(10)
  @FieldResolver(() => [FeatureFlagType])
  featureFlags(@Root() tenant: Tenant): FeatureFlagType[] {
    return Object.entries(tenant.featureFlags).map(([name, isEnabled]) => ({ name, isEnabled }));
  }

  @ListSize(10)
  @FieldResolver(() => [String])
  features(@Root() { plan, featureFlags }: Tenant): string[] {
    return featuresOf({ plan, flags: featureFlags });
  }

  @FieldResolver(() => TenantCountsType)
  counts(@Root() tenant: Tenant, @Ctx() context: RequestContext): Promise<TenantCounts | null> {
    return countsOfTenant(context, tenant.id);
  }

  @FieldResolver(() => TenantProvisioningType, { nullable: true })
  provisioning(@Root() tenant: Tenant, @Ctx() context: RequestContext): Promise<Provisioning | null> {
    return provisioningOfTenant(context, tenant.id);
  }

  @ListSize(2)
  @FieldResolver(() => [TenantDomainType])
  domains(@Root() tenant: Tenant, @Ctx() context: RequestContext): Promise<TenantDomain[]> {
    return domainsOfTenant(context, tenant.id);
  }

  @ListSize(2)
  @FieldResolver(() => [String])
  async appDomains(@Root() tenant: Tenant, @Ctx() context: RequestContext): Promise<string[]> {
    return hostNames(await domainsOfTenant(context, tenant.id), 'app');
  }

  @ListSize(2)
  @FieldResolver(() => [String])
  async apiDomains(@Root() tenant: Tenant, @Ctx() context: RequestContext): Promise<string[]> {
    return hostNames(await domainsOfTenant(context, tenant.id), 'api');
  }
}
