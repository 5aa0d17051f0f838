import { defineEntity, p } from '@mikro-orm/core';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** What the holder of a token may do, unless the token lists fewer permissions. */
export type TokenRole = 'operator' | 'tenant_admin' | 'owner' | 'admin' | 'member' | 'developer' | 'partner';

/** Whose a token is. */
export type TokenKind = 'platform' | 'tenant' | 'organization' | 'partner';

/** Whether a token is good, and if not, why. */
export type TokenStatus = 'active' | 'expired' | 'revoked';

/** Whose the token is. */
export function kindOf({ role }: Pick<ApiToken, 'role'>): TokenKind {
  if (role === 'operator') return 'platform';
  if (role === 'tenant_admin') return 'tenant';
  return role === 'partner' ? 'partner' : 'organization';
}

/** Whether the token is good now. */
export function statusOf({ revokedAt, expiresAt }: Pick<ApiToken, 'revokedAt' | 'expiresAt'>, now: Date): TokenStatus {
  if (revokedAt) return 'revoked';
  return expiresAt && expiresAt <= now ? 'expired' : 'active';
}

/** A secret by which programs and people identify themselves; stored as a hash only. */
export class ApiToken {
  id!: Uuid;
  tenantId!: Uuid;
  organizationId!: Uuid | null;
  /** The person who uses it, when it is personal, or who made it. */
  userId!: Uuid | null;
  isPersonal!: boolean;
  partnerId!: Uuid | null;
  role!: TokenRole;
  /** Fewer permissions than the role has; null for all of them. */
  permissions!: string[] | null;
  testMode!: boolean;
  name!: string;
  hint!: string;
  tokenHash!: string;
  createdBy!: string;
  createdAt!: Date;
  expiresAt!: Date | null;
  revokedAt!: Date | null;
  /** When it was used last, give or take half a minute, and from which network address. */
  lastUsedAt!: Date | null;
  lastUsedIp!: string | null;
  /** When its secret was replaced last. */
  rotatedAt!: Date | null;
  /** Until when the secret before this one is good as well. */
  previousEndsAt!: Date | null;
}

export const ApiTokenEntity = defineEntity({
  class: ApiToken,
  tableName: 'api_tokens',
  schema: 'tenants',
  properties: {
    id: p.uuid().primary(),
    tenantId: p.uuid(),
    organizationId: p.uuid().nullable(),
    userId: p.uuid().nullable(),
    isPersonal: p.boolean(),
    partnerId: p.uuid().nullable(),
    role: p.string().$type<TokenRole>(),
    permissions: p.array().nullable(),
    testMode: p.boolean(),
    name: p.string(),
    hint: p.string(),
    tokenHash: p.string(),
    createdBy: p.string(),
    createdAt: p.datetime(),
    expiresAt: p.datetime().nullable(),
    revokedAt: p.datetime().nullable(),
    lastUsedAt: p.datetime().nullable(),
    lastUsedIp: p.string().nullable(),
    rotatedAt: p.datetime().nullable(),
    previousEndsAt: p.datetime().nullable(),
  },
});
