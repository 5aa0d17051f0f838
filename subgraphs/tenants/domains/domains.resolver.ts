import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresFeature, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { addTenantDomain, removeTenantDomain, setPrimaryDomain } from './change-domains.ts';
import type { TenantDomain } from './domains.query.ts';
import { AddTenantDomainInput, TenantDomainInput, TenantDomainPayload, TenantDomainType } from './domains.types.ts';
import { hostName } from './host-name.ts';
import { targetTenant } from './target-tenant.ts';
import { verificationRecord } from './verification-record.ts';
import { verifyTenantDomain } from './verify-domain.ts';

/** Names under which tenants are reached. */
@Resolver(() => TenantDomainType)
export class TenantDomainsResolver {
  @RequiresPermission('manage_tenants', 'manage_tenant')
  @RequiresFeature('custom_domains')
  @Mutation(() => TenantDomainPayload, {
    description:
      'Adds a domain, which leads to the tenant once it is verified. Refused with VALIDATION_FAILED, DOMAIN_RESERVED, DOMAIN_MISTAKABLE, DOMAIN_TAKEN, DOMAIN_ALREADY_ADDED, TOO_MANY_DOMAINS, TENANT_STATE_INVALID or NOT_FOUND.',
  })
  async addTenantDomain(
    @Arg('input', () => AddTenantDomainInput, { description: 'The domain.' }) input: AddTenantDomainInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const tenantId = targetTenant(context, decodeOptionalId(ID_PREFIX.tenant, input.tenantId, 'tenantId'));
    return { domain: await addTenantDomain(context, { tenantId, domain: input.domain, kind: input.kind }) };
  }

  @RequiresPermission('manage_tenants', 'manage_tenant')
  @Mutation(() => TenantDomainPayload, {
    description:
      'Looks for the TXT record of a domain and, when it is there, lets the domain lead to the tenant. Refused with DOMAIN_NOT_PROVEN, DNS_UNAVAILABLE, DOMAIN_TAKEN, TENANT_STATE_INVALID or NOT_FOUND.',
  })
  async verifyTenantDomain(
    @Arg('input', () => TenantDomainInput, { description: 'The domain.' }) input: TenantDomainInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { domain: await verifyTenantDomain(context, placeOf(context, input)) };
  }

  @RequiresPermission('manage_tenants', 'manage_tenant')
  @Mutation(() => TenantDomainPayload, {
    description:
      'Makes a verified domain the one that links are made with. Refused with DOMAIN_UNVERIFIED, TENANT_STATE_INVALID or NOT_FOUND.',
  })
  async setPrimaryTenantDomain(
    @Arg('input', () => TenantDomainInput, { description: 'The domain.' }) input: TenantDomainInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { domain: await setPrimaryDomain(context, placeOf(context, input)) };
  }

  @RequiresPermission('manage_tenants', 'manage_tenant')
  @Mutation(() => TenantDomainPayload, {
    description:
      'Takes a domain away: it leads to the tenant no more, at any gateway. Refused with PLATFORM_DOMAIN, TENANT_STATE_INVALID or NOT_FOUND.',
  })
  async removeTenantDomain(
    @Arg('input', () => TenantDomainInput, { description: 'The domain.' }) input: TenantDomainInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { domain: await removeTenantDomain(context, placeOf(context, input)) };
  }

  @FieldResolver(() => String)
  domain(@Root() domain: TenantDomain): string {
    return hostName(domain);
  }

  @FieldResolver(() => Boolean)
  isVerified(@Root() domain: TenantDomain): boolean {
    return domain.verifiedAt !== null;
  }

  @FieldResolver()
  verificationRecord(@Root() domain: TenantDomain): { name: string; value: string } | null {
    return verificationRecord(domain);
  }
}

function placeOf(context: RequestContext, input: TenantDomainInput): { tenantId: Uuid; id: Uuid } {
  const tenantId = targetTenant(context, decodeOptionalId(ID_PREFIX.tenant, input.tenantId, 'tenantId'));
  return { tenantId, id: decodeId(ID_PREFIX.tenantDomain, input.domainId, 'domainId') };
}
