import type { z } from 'zod';
import type { MemberRemoved } from '../../../contracts/events/organization-events.ts';
import type { PendingAuditEntry, PendingEvent, Transaction } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { revokeTokens } from '../api-tokens/api-tokens.query.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { deleteMember, type Member } from './members.query.ts';

/** Why and in whose name somebody goes. */
interface Departure extends Pick<PendingAuditEntry, 'actor' | 'action' | 'occurredAt' | 'ipAddress' | 'userAgent'> {
  tenantId: Uuid;
  hasLeft: boolean;
  /** The event that tells it, made of what happened. */
  eventOf: (facts: { subject: string; organizationId: Uuid; data: z.infer<typeof MemberRemoved.data> }) => PendingEvent;
}

/** Takes a member out of an organization, with every token of theirs in it, and tells of it. That an owner remains is for the caller to see to. */
export async function takeOutMember(
  transaction: Transaction,
  member: Member,
  { tenantId, hasLeft, eventOf, ...entry }: Departure,
): Promise<void> {
  const { organizationId, userId, email } = member;
  await deleteMember(transaction, member);
  const tokens = await revokeTokens(transaction, { tenantId, organizationId, userId, now: entry.occurredAt });
  announceIdentityChange(transaction, 'user', userId);
  for (const id of tokens) announceIdentityChange(transaction, 'token', id);
  transaction.publish(
    eventOf({ subject: `organization/${organizationId}`, organizationId, data: { organizationId, userId, email, hasLeft } }),
  );
  transaction.audit({
    ...entry,
    resourceType: 'member',
    resourceId: member.id,
    organizationId,
    before: { email, roles: member.roles },
    after: { revokedTokens: tokens.length },
  });
}
