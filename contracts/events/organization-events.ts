import { z } from 'zod';
import { defineEvent } from './envelope.ts';

/** An organization was made; it can act at once. */
export const OrganizationCreated = defineEvent(
  'organization.created',
  1,
  z.object({ organizationId: z.uuid(), name: z.string(), slug: z.string() }),
);
export type OrganizationCreatedData = z.infer<typeof OrganizationCreated.data>;

/** Somebody was invited into an organization (null: to the tenant's staff). */
export const MemberInvited = defineEvent(
  'member.invited',
  1,
  z.object({ invitationId: z.uuid(), organizationId: z.uuid().nullable(), email: z.string(), role: z.string() }),
);
export type MemberInvitedData = z.infer<typeof MemberInvited.data>;

/** Somebody accepted an invitation. */
export const MemberJoined = defineEvent(
  'member.joined',
  1,
  z.object({ organizationId: z.uuid().nullable(), userId: z.uuid(), email: z.string(), role: z.string() }),
);
export type MemberJoinedData = z.infer<typeof MemberJoined.data>;
