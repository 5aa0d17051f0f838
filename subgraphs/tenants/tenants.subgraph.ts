import { unsealedChains } from '../../platform/chain/chain.query.ts';
import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../platform/context/request-context.ts';
import { decodeId } from '../../platform/ids/public-id.ts';
import type { SubgraphDefinition } from '../../platform/server/subgraph-definition.ts';
import { AccountsResolver } from './accounts/accounts.resolver.ts';
import { ApiTokenEntity } from './api-tokens/api-token.entity.ts';
import { ApiTokensResolver } from './api-tokens/api-tokens.resolver.ts';
import { AuditExportResolver } from './audit/audit-export.resolver.ts';
import { AuditLogResolver } from './audit/audit-log.resolver.ts';
import { AuditProofResolver } from './audit/audit-proof.resolver.ts';
import { AUDIT_LOG } from './audit/audit-seals.query.ts';
import { sealAuditLog } from './audit/seal-audit-log.ts';
import { PeopleOfOrganizationResolver } from './members/people-of-organization.resolver.ts';
import { DocumentsResolver } from './documents/documents.resolver.ts';
import { CredentialUseResolver } from './credential-use/credential-use.resolver.ts';
import { IdentityChangesResolver } from './identity/identity-changes.resolver.ts';
import { countPeople } from './counts/count-people.ts';
import { TenantDomainsResolver } from './domains/domains.resolver.ts';
import { SystemHealthResolver } from './health/system-health.resolver.ts';
import { TenantHostsResolver } from './hosts/tenant-hosts.resolver.ts';
import { IdentityResolver } from './identity/identity.resolver.ts';
import { InvitationEntity } from './invitations/invitation.entity.ts';
import { InvitationsResolver } from './invitations/invitations.resolver.ts';
import { endMembershipsConsumer } from './members/end-memberships.consumer.ts';
import { MembersResolver } from './members/members.resolver.ts';
import { ChangeTenantsResolver } from './lifecycle/change-tenants.resolver.ts';
import { purgeDeletedTenants } from './lifecycle/purge-tenants.ts';
import { tenantsMigrations } from './migrations/tenants-migrations.ts';
import { OrganizationEntity } from './organizations/organization.entity.ts';
import { organizationById } from './organizations/organizations.loaders.ts';
import { OrganizationsResolver } from './organizations/organizations.resolver.ts';
import { JobsResolver } from './jobs/jobs.resolver.ts';
import { loadJob } from './jobs/jobs.loaders.ts';
import { purgeOrganizationsJob } from './organizations/purge-organizations.ts';
import { OutboundEmailsResolver } from './outbound-emails/outbound-emails.resolver.ts';
import { IpRulesResolver } from './ip-rules/ip-rules.resolver.ts';
import { MeResolver } from './people/me.resolver.ts';
import { RolesResolver } from './roles/roles.resolver.ts';
import { resumeProvisioning } from './provisioning/provision-tenant.ts';
import { ProvisioningResolver } from './provisioning/provisioning.resolver.ts';
import { StaffResolver } from './staff/staff.resolver.ts';
import { PasswordsResolver } from './passwords/passwords.resolver.ts';
import { SecurityEventsResolver } from './security-events/security-events.resolver.ts';
import { forgetOldCredentials } from './sessions/forget-old-credentials.ts';
import { SessionsResolver } from './sessions/sessions.resolver.ts';
import { SignInResolver } from './sign-in/sign-in.resolver.ts';
import { TenantEntity } from './tenants/tenant.entity.ts';
import { countTenants } from './tenants/tenants.query.ts';
import { TenantsResolver } from './tenants/tenants.resolver.ts';

const SEAL_EVERY_MS = 5_000;

/** Who is who: tenants, organizations, people, tokens. */
export const tenantsSubgraph: SubgraphDefinition = {
  name: 'tenants',
  entities: [TenantEntity, OrganizationEntity, InvitationEntity, ApiTokenEntity],
  migrations: tenantsMigrations,
  schema: {
    resolvers: [
      TenantsResolver,
      ChangeTenantsResolver,
      ProvisioningResolver,
      JobsResolver,
      TenantDomainsResolver,
      TenantHostsResolver,
      SystemHealthResolver,
      OrganizationsResolver,
      AccountsResolver,
      MembersResolver,
      RolesResolver,
      StaffResolver,
      InvitationsResolver,
      MeResolver,
      ApiTokensResolver,
      IdentityResolver,
      OutboundEmailsResolver,
      PeopleOfOrganizationResolver,
      AuditExportResolver,
      AuditLogResolver,
      AuditProofResolver,
      IdentityChangesResolver,
      SignInResolver,
      SessionsResolver,
      PasswordsResolver,
      SecurityEventsResolver,
      DocumentsResolver,
      IpRulesResolver,
      CredentialUseResolver,
    ],
    references: {
      Organization: (reference: { id: string }, context: RequestContext) =>
        organizationById(context, decodeId(ID_PREFIX.organization, reference.id)),
      Job: (reference: { id: string }, context: RequestContext) => loadJob(context, decodeId(ID_PREFIX.job, reference.id)),
    },
  },
  consumers: [countPeople, endMembershipsConsumer],
  gauges: [{ name: 'tenants_total', help: 'Tenants, suspended ones too.', read: countTenants }],
  jobs: [
    {
      name: 'tenants.seal-audit-log',
      everyMs: SEAL_EVERY_MS,
      scopesWithWork: (db) => unsealedChains(db, AUDIT_LOG),
      run: async (context) => void (await sealAuditLog(context)),
    },
    resumeProvisioning,
    purgeDeletedTenants,
    forgetOldCredentials,
    purgeOrganizationsJob,
  ],
};
