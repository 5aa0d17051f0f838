import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Whether somebody belongs to an organization or works for it for a time, perhaps for others as well. */
export type MembershipKind = 'employee' | 'contractor';

/** What a person is in an organization as a whole, beside the roles there. */
export interface OrganizationMembership {
  id: Uuid;
  organizationId: Uuid;
  userId: Uuid;
  kind: MembershipKind;
  hasSeat: boolean;
  /** When a contractor leaves; null for no date. */
  endsAt: Date | null;
  /** When the person left; null while they are there. */
  endedAt: Date | null;
  createdAt: Date;
}
