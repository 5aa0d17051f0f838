import { z } from 'zod';
import { defineEvent } from './envelope.ts';

/** The time that somebody was to be in an organization is over: contractors leave at a date. */
export const MembershipEnded = defineEvent(
  'membership.ended',
  1,
  z.object({ organizationId: z.uuid(), userId: z.uuid(), endsAt: z.iso.datetime() }),
);
