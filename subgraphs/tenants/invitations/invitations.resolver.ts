import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { acceptInvitation } from './accept-invitation.ts';
import {
  AcceptInvitationInput,
  AcceptInvitationPayload,
  InvitationType,
  SendOrganizationInvitesInput,
  SendOrganizationInvitesPayload,
} from './invitations.types.ts';
import { sendOrganizationInvites } from './send-organization-invites.ts';

@Resolver(() => InvitationType)
export class InvitationsResolver {
  @RequiresPermission('manage_team')
  @Mutation(() => SendOrganizationInvitesPayload, {
    description:
      'Invites people into an organization, all or none. Refused with PERMISSION_NOT_HELD, LIVE_MODE_ONLY, ALREADY_MEMBER, ALREADY_INVITED, NOT_FOUND or VALIDATION_FAILED.',
  })
  async sendOrganizationInvites(
    @Arg('input', () => SendOrganizationInvitesInput, { description: 'Whom to invite, and as what.' })
    input: SendOrganizationInvitesInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const organizationId =
      decodeOptionalId(ID_PREFIX.organization, input.organizationId, 'organizationId') ?? requireOrganization(context);
    const sent = await sendOrganizationInvites(context, { ...input, organizationId });
    return { ...sent, invitationsSent: sent.invitations.length };
  }

  @Mutation(() => AcceptInvitationPayload, {
    description:
      'Accepts an invitation by its secret; needs no token. Each invitation is accepted once. Refused with INVITATION_UNUSABLE.',
  })
  acceptInvitation(
    @Arg('input', () => AcceptInvitationInput, { description: 'The secret, and who accepts.' }) input: AcceptInvitationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return acceptInvitation(context, input);
  }
}
