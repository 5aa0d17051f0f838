import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { Authenticated, RequiresFeature, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { createOrganization } from './create-organization.ts';
import { CreateOrganizationPayload, UpdateOrganizationPayload } from './create-organization.types.ts';
import type { Member } from '../members/members.query.ts';
import { MemberType } from '../members/members.types.ts';
import type { Organization } from './organization.entity.ts';
import { looksAround, memberCountOfOrganization, membersOfOrganization, organizationById } from './organizations.loaders.ts';
import { listOrganizations, ORGANIZATION_ORDERS } from './organizations.query.ts';
import {
  CreateOrganizationInput,
  OrganizationConnection,
  OrganizationsArgs,
  OrganizationType,
  UpdateOrganizationInput,
} from './organizations.types.ts';
import { updateOrganization } from './update-organization.ts';

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
    const page = await listOrganizations(context.session, args.filter ?? {}, ORGANIZATION_ORDERS[args.sort], args);
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

  @RequiresPermission('manage_organizations', 'manage_org_owner')
  @RequiresFeature('organizations')
  @Mutation(() => CreateOrganizationPayload, {
    description:
      'Creates an organization in the caller’s tenant and invites its people; an owner of another organization becomes the owner of this one too. Refused with LIVE_MODE_ONLY, SLUG_TAKEN, PERMISSION_NOT_HELD, UNKNOWN_ROLE or VALIDATION_FAILED.',
  })
  async createOrganization(
    @Arg('input', () => CreateOrganizationInput, { description: 'What it is made of.' }) input: CreateOrganizationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { organization, invitation, invitations } = await createOrganization(context, input);
    return { organization, ownerInvitation: invitation, invitations };
  }

  @RequiresPermission('manage_organizations', 'manage_org_owner')
  @Mutation(() => UpdateOrganizationPayload, {
    description:
      'Gives an organization another name or slug. Refused with NOT_FOUND, LIVE_MODE_ONLY, SLUG_TAKEN or VALIDATION_FAILED.',
  })
  async updateOrganization(
    @Arg('input', () => UpdateOrganizationInput, { description: 'What to change.' }) input: UpdateOrganizationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const id = decodeOptionalId(ID_PREFIX.organization, input.id) ?? requireOrganization(context);
    return { organization: await updateOrganization(context, { ...input, id }) };
  }

  @Authenticated()
  @FieldResolver(() => [MemberType])
  members(@Root() organization: Organization, @Ctx() context: RequestContext): Promise<Member[]> {
    return membersOfOrganization(context, organization.id);
  }

  @Authenticated()
  @FieldResolver()
  async memberCount(@Root() organization: Organization, @Ctx() context: RequestContext): Promise<number | null> {
    if (!looksAround(context)) return null;
    return (await memberCountOfOrganization(context, organization.id))?.count ?? 0;
  }
}
