import { defineEntity, p } from '@mikro-orm/core';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** The role that whoever accepts will have. */
export type InvitationRole = 'tenant_admin' | 'owner' | 'admin' | 'member' | 'developer';

/** An offer to join a tenant's staff (organizationId null) or an organization. */
export class Invitation {
  id!: Uuid;
  tenantId!: Uuid;
  organizationId!: Uuid | null;
  email!: string;
  role!: InvitationRole;
  tokenHash!: string;
  status!: 'pending' | 'accepted' | 'revoked';
  invitedBy!: string;
  createdAt!: Date;
  expiresAt!: Date;
  acceptedAt!: Date | null;
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
    role: p.string().$type<InvitationRole>(),
    tokenHash: p.string(),
    status: p.string().$type<Invitation['status']>(),
    invitedBy: p.string(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    acceptedAt: p.datetime().nullable(),
  },
});
