import type { Transaction } from '../../../platform/database/session.ts';
import { hashToken, newToken, tokenHint } from '../../../platform/identity/api-token.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ApiTokenEntity, type ApiToken, type TokenRole } from './api-token.entity.ts';

/** The kind of a role's tokens, as their prefix says it. */
export const KIND_BY_ROLE: Record<TokenRole, string> = {
  operator: 'platform',
  tenant_admin: 'tenant',
  owner: 'org',
  admin: 'org',
  member: 'org',
  developer: 'org',
  partner: 'partner',
};

/** Whose token it will be and what it may do. */
export interface IssueToken {
  tenantId: Uuid;
  organizationId: Uuid | null;
  /** The person who uses it, when it is personal, or who made it. */
  userId: Uuid | null;
  isPersonal: boolean;
  partnerId?: Uuid | null;
  role: TokenRole;
  permissions: string[] | null;
  name: string;
  testMode: boolean;
  expiresAt: Date | null;
  createdBy: string;
  createdAt: Date;
}

/** Writes a token in the caller's transaction; the secret is known only now. */
export async function issueToken(transaction: Transaction, order: IssueToken): Promise<{ apiToken: ApiToken; token: string }> {
  const token = newToken(KIND_BY_ROLE[order.role], order.testMode);
  const apiToken = transaction.em.create(ApiTokenEntity, {
    id: newId(),
    ...order,
    partnerId: order.partnerId ?? null,
    hint: tokenHint(token),
    tokenHash: hashToken(token),
    revokedAt: null,
    lastUsedAt: null,
    lastUsedIp: null,
    rotatedAt: null,
    previousEndsAt: null,
  });
  await transaction.em.flush();
  return { apiToken, token };
}
