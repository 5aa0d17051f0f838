import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { Authenticated, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { createOrganization } from './create-organization.ts';
import { CreateOrganizationPayload } from './create-organization.types.ts';
import type { Organization } from './organization.entity.ts';
import { looksAround, membersOfOrganization, organizationById } from './organizations.loaders.ts';
import { listOrganizations, ORGANIZATION_ORDERS } from './organizations.query.ts';
import {
  CreateOrganizationInput,
  MemberType,
  OrganizationConnection,
  OrganizationsArgs,
  OrganizationType,
} from './organizations.types.ts';

@Resolver(() => OrganizationType)
export class OrganizationsResolver {
  @Authenticated()
  @Query(() => OrganizationConnection, {
    description: 'The organizations the caller may see: all of the tenant for its staff, else the caller’s own.',
  })
  async organizations(
    @Args(() => OrganizationsArgs) args: OrganizationsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<OrganizationType>> {
    const session = looksAround(context)
      ? context.session
      : context.openSession({ ...context.session.scope, organization: null });
    const page = await listOrganizations(session, args.filter ?? {}, ORGANIZATION_ORDERS[args.sort], args);
    return toConnection(OrganizationConnection, page, (organization) => organization as unknown as OrganizationType);
  }

  @Authenticated()
  @Query(() => OrganizationType, {
    nullable: true,
    description: 'One organization; null when there is none with this id that the caller may see.',
  })
  async organization(
    @Arg('id', () => ID, { description: 'Id of the organization.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Organization | null> {
    const organizationId = decodeId(ID_PREFIX.organization, id);
    return looksAround(context) ? organizationById(context, organizationId) : null;
  }

  @RequiresPermission('manage_organizations')
  @Mutation(() => CreateOrganizationPayload, {
    description: 'Creates an organization in the caller’s tenant. Refused with LIVE_MODE_ONLY, SLUG_TAKEN or VALIDATION_FAILED.',
  })
  async createOrganization(
    @Arg('input', () => CreateOrganizationInput, { description: 'What it is made of.' }) input: CreateOrganizationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { organization, invitation } = await createOrganization(context, input);
    return { organization, ownerInvitation: invitation };
  }

  @Authenticated()
  @FieldResolver(() => [MemberType])
  async members(@Root() organization: Organization, @Ctx() context: RequestContext): Promise<MemberType[]> {
    const members = await membersOfOrganization(context, organization.id);
    return members.map((member) => ({
      ...member,
      roles: [member.role],
      isAdmin: member.role === 'owner' || member.role === 'admin',
    }));
  }
}
