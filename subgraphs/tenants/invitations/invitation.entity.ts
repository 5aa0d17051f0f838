import { defineEntity, p } from '@mikro-orm/core';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** The role of a tenant's administrators, who are its staff. */
export const STAFF_ROLE = 'tenant_admin';

/** An offer to join a tenant's staff (organizationId null) or an organization. */
export class Invitation {
  id!: Uuid;
  tenantId!: Uuid;
  organizationId!: Uuid | null;
  email!: string;
  /** Keys of the roles that whoever accepts will have; the staff role alone for a tenant's staff. */
  roles!: string[];
  tokenHash!: string;
  status!: 'pending' | 'accepted' | 'declined' | 'revoked';
  invitedBy!: string;
  createdAt!: Date;
  expiresAt!: Date;
  acceptedAt!: Date | null;
  /** When its mail was last sent; each mail holds a secret of its own, and the last one counts. */
  sentAt!: Date;
  timesSent!: number;
}

export const InvitationEntity = defineEntity({
  class: Invitation,
  tableName: 'invitations',
  schema: 'tenants',
  properties: {
    id: p.uuid().primary(),
    tenantId: p.uuid(),
    organizationId: p.uuid().nullable(),
    email: p.string(),
    roles: p.array(),
    tokenHash: p.string(),
    status: p.string().$type<Invitation['status']>(),
    invitedBy: p.string(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    acceptedAt: p.datetime().nullable(),
    sentAt: p.datetime(),
    timesSent: p.integer(),
  },
});
