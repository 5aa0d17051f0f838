import { z } from 'zod';
import { defineEvent } from './envelope.ts';

const organization = z.object({ organizationId: z.uuid() });
const named = organization.extend({ name: z.string(), slug: z.string() });

/** An organization was made; it can act at once. */
export const OrganizationCreated = defineEvent('organization.created', 1, named);
export type OrganizationCreatedData = z.infer<typeof OrganizationCreated.data>;

/** An organization goes by another name. */
export const OrganizationUpdated = defineEvent('organization.updated', 1, named);

/** An organization was disabled by the staff of its tenant: its people and tokens may do nothing. */
export const OrganizationSuspended = defineEvent(
  'organization.suspended',
  1,
  organization.extend({ reason: z.string().nullable() }),
);

/** A disabled organization may act again. */
export const OrganizationActivated = defineEvent('organization.activated', 1, organization);

/** An organization is out of sight and nobody acts for it; what it did stays in the books, and for thirty days it can be restored. */
export const OrganizationDeleted = defineEvent('organization.deleted', 1, organization);

/** A deleted organization is there again with its people; it may act unless it was disabled before. */
export const OrganizationRestored = defineEvent('organization.restored', 1, organization);

const invitation = z.object({
  invitationId: z.uuid(),
  organizationId: z.uuid().nullable(),
  email: z.string(),
});

/** Somebody was invited into an organization (null: to the tenant's staff). */
export const MemberInvited = defineEvent(
  'member.invited',
  1,
  invitation.extend({
    /** The first of the roles. */
    role: z.string(),
    roles: z.array(z.string()).optional(),
  }),
);
export type MemberInvitedData = z.infer<typeof MemberInvited.data>;

/** Whoever was invited said no. */
export const InvitationDeclined = defineEvent('member.invitation_declined', 1, invitation);

/** An invitation was taken back. */
export const InvitationRevoked = defineEvent('member.invitation_revoked', 1, invitation);

const member = z.object({ organizationId: z.uuid().nullable(), userId: z.uuid(), email: z.string() });

/** Somebody accepted an invitation. */
export const MemberJoined = defineEvent(
  'member.joined',
  1,
  member.extend({
    /** The first of the roles. */
    role: z.string(),
    roles: z.array(z.string()).optional(),
  }),
);
export type MemberJoinedData = z.infer<typeof MemberJoined.data>;

/** A member may do something else from now on. */
export const MemberRolesChanged = defineEvent(
  'member.roles_changed',
  1,
  member.extend({ before: z.array(z.string()), after: z.array(z.string()) }),
);

/** Somebody is no member any more: taken out, or gone of their own will. */
export const MemberRemoved = defineEvent('member.removed', 1, member.extend({ hasLeft: z.boolean() }));

const role = z.object({ roleId: z.uuid(), key: z.string() });

/** A tenant made a role. */
export const RoleCreated = defineEvent('role.created', 1, role.extend({ permissions: z.array(z.string()) }));

/** A role gives something else from now on. */
export const RoleUpdated = defineEvent('role.updated', 1, role.extend({ permissions: z.array(z.string()) }));

/** A role is no more; `replacement` took its place with those who had it. */
export const RoleDeleted = defineEvent('role.deleted', 1, role.extend({ replacement: z.string().nullable() }));
