import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { acceptInvitation } from './accept-invitation.ts';
import {
  AcceptInvitationInput,
  AcceptInvitationPayload,
  DeclineInvitationInput,
  DeclineInvitationPayload,
  InvitationInput,
  ResendInvitationPayload,
  RevokeInvitationPayload,
  SendOrganizationInvitesInput,
  SendOrganizationInvitesPayload,
} from './answer-invitation.types.ts';
import { INVITATION_ORDERS, listInvitations } from './invitations.query.ts';
import { InvitationConnection, InvitationsArgs, type InvitationType } from './invitations.types.ts';
import { inviteMembers } from './invite-members.ts';
import { invitationReach } from './lock-own-invitation.ts';
import { resendInvitation } from './resend-invitation.ts';
import { declineInvitation, revokeInvitation } from './revoke-invitation.ts';

@Resolver()
export class InvitationsResolver {
  @RequiresPermission('manage_team')
  @Query(() => InvitationConnection, {
    description: 'Invitations: into the caller’s organization, or, for staff who name none, into all of the tenant.',
  })
  async invitations(
    @Args(() => InvitationsArgs) { filter, sort, ...page }: InvitationsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<InvitationType>> {
    const organizationId = decodeOptionalId(ID_PREFIX.organization, filter?.organizationId, 'filter.organizationId');
    const list = { order: INVITATION_ORDERS[sort], page };
    const found = await listInvitations(context.session, invitationReach(context), { ...filter, organizationId }, list);
    return toConnection(InvitationConnection, found, (invitation) => invitation as unknown as InvitationType);
  }

  @RequiresPermission('manage_team')
  @Mutation(() => SendOrganizationInvitesPayload, {
    description:
      'Invites people into an organization by e-mail, all or none. Refused with PERMISSION_NOT_HELD, UNKNOWN_ROLE, LIVE_MODE_ONLY, ALREADY_MEMBER, ALREADY_INVITED, NOT_FOUND or VALIDATION_FAILED.',
  })
  async sendOrganizationInvites(
    @Arg('input', () => SendOrganizationInvitesInput, { description: 'Whom to invite, and as what.' })
    input: SendOrganizationInvitesInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const organizationId =
      decodeOptionalId(ID_PREFIX.organization, input.organizationId, 'organizationId') ?? requireOrganization(context);
    const offers = input.emails.map((email) => ({ email, roles: input.roles }));
    const sent = await inviteMembers(context, { organizationId, offers });
    return { ...sent, invitationsSent: sent.invitations.length };
  }

  @Mutation(() => AcceptInvitationPayload, {
    description:
      'Accepts an invitation by its secret; needs no token. Each invitation is accepted once. Refused with INVITATION_UNUSABLE, ALREADY_MEMBER, PASSWORD_TOO_WEAK or VALIDATION_FAILED.',
  })
  acceptInvitation(
    @Arg('input', () => AcceptInvitationInput, { description: 'The secret, and who accepts.' }) input: AcceptInvitationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return acceptInvitation(context, input);
  }

  @Mutation(() => DeclineInvitationPayload, {
    description: 'Says no to an invitation by its secret; needs no token. Refused with INVITATION_UNUSABLE.',
  })
  async declineInvitation(
    @Arg('input', () => DeclineInvitationInput, { description: 'The secret.' }) input: DeclineInvitationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { declinedInvitationId: (await declineInvitation(context, input.token)).id };
  }

  @RequiresPermission('manage_team')
  @Mutation(() => RevokeInvitationPayload, {
    description:
      'Takes an invitation back; its secret opens nothing any more. Refused with NOT_FOUND, INVITATION_CLOSED or LIVE_MODE_ONLY.',
  })
  async revokeInvitation(
    @Arg('input', () => InvitationInput, { description: 'Which one.' }) input: InvitationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { invitation: await revokeInvitation(context, decodeId(ID_PREFIX.invitation, input.id)) };
  }

  @RequiresPermission('manage_team')
  @Mutation(() => ResendInvitationPayload, {
    description:
      'Sends an invitation again with a new secret and 14 more days; the secret before is void. Refused with NOT_FOUND, INVITATION_CLOSED, RESENT_TOO_SOON, PERMISSION_NOT_HELD, UNKNOWN_ROLE or LIVE_MODE_ONLY.',
  })
  async resendInvitation(
    @Arg('input', () => InvitationInput, { description: 'Which one.' }) input: InvitationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { invitation: await resendInvitation(context, decodeId(ID_PREFIX.invitation, input.id)) };
  }
}
