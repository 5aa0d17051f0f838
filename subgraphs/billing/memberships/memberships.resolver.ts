import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { organizationInView } from '../caller-organization.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { limitsOf } from '../limits/limits.loaders.ts';
import { toLimitType } from '../limits/limits.resolver.ts';
import type { CreditLimitType } from '../limits/limits.types.ts';
import { decodeSubject } from '../named-subject.ts';
import type { Team } from '../teams/team.ts';
import { teamById } from '../teams/teams.loaders.ts';
import { listMemberships, MEMBERSHIP_ORDERS, type Membership } from './memberships.query.ts';
import {
  MembershipConnection,
  type MembershipKindEnum,
  type MembershipLevelEnum,
  MembershipsArgs,
  MembershipType,
  SetOrganizationMembershipInput,
  SetOrganizationMembershipPayload,
} from './memberships.types.ts';
import type { OrganizationMembership } from './organization-membership.ts';
import { setOrganizationMembership } from './set-organization-membership.ts';

/** Who is a member of what. */
@Resolver(() => MembershipType)
export class MembershipsResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => MembershipConnection, {
    description:
      'Who is a member of the caller’s organization, its entities and teams, as far as billing knows; for staff of the tenant of all organizations, or of the one named.',
  })
  async billingMemberships(
    @Args(() => MembershipsArgs) args: MembershipsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<MembershipType>> {
    const subject = decodeSubject(args.filter ?? {}, 'filter.');
    const organizationId = organizationInView(context, subject.organizationId, 'filter.organizationId');
    const filter = { ...args.filter, ...subject, organizationId };
    return toConnection(
      MembershipConnection,
      await listMemberships(context.session, filter, MEMBERSHIP_ORDERS[args.sort], args),
      toMembershipType,
    );
  }

  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => SetOrganizationMembershipPayload, {
    description:
      'Says what a person is in an organization: an employee, or a contractor who leaves at a date. Refused with NOT_FOUND, VALIDATION_FAILED or LIVE_MODE_ONLY.',
  })
  async setOrganizationMembership(
    @Arg('input', () => SetOrganizationMembershipInput, { description: 'What is to hold.' })
    input: SetOrganizationMembershipInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const organizationId = decodeOptionalId(ID_PREFIX.organization, input.organizationId, 'organizationId');
    const userId = decodeId(ID_PREFIX.user, input.userId, 'userId');
    const membership = await setOrganizationMembership(context, { ...input, organizationId, userId });
    return { membership: toMembershipType(atOrganization(membership)) };
  }

  @FieldResolver()
  organization(@Root() membership: ShownMembership): { id: string } {
    return { id: membership.organizationId };
  }

  @FieldResolver()
  async entity(@Root() membership: ShownMembership, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return membership.entityId ? entityById(context, membership.entityId) : null;
  }

  @FieldResolver()
  async team(@Root() membership: ShownMembership, @Ctx() context: RequestContext): Promise<Team | null> {
    return membership.teamId ? teamById(context, membership.teamId) : null;
  }

  @FieldResolver()
  async creditLimits(@Root() membership: ShownMembership, @Ctx() context: RequestContext): Promise<CreditLimitType[]> {
    const { organizationId, entityId, teamId, userId } = membership;
    return (await limitsOf(context, { organizationId, entityId, teamId, userId })).map(toLimitType);
  }
}

/** A membership as its fields are resolved. */
type ShownMembership = MembershipType & Omit<Membership, 'level' | 'kind'>;

function toMembershipType(membership: Membership): ShownMembership {
  return {
    ...membership,
    level: membership.level as MembershipLevelEnum,
    kind: membership.kind as MembershipKindEnum | null,
  };
}

function atOrganization(membership: OrganizationMembership): Membership {
  const { id, organizationId, userId, kind, hasSeat, createdAt: since, endsAt: until } = membership;
  const atNoPart = { entityId: null, teamId: null, role: null, isDefault: false };
  return { id, level: 'organization', organizationId, userId, kind, hasSeat, since, until, ...atNoPart };
}
