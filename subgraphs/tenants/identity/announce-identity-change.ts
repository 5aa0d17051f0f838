import { identityTopic, type IdentitySubjectKind } from '../../../contracts/identity/identity-changes.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/**
 * Has every gateway forget, within milliseconds of the commit, the identities that depend on the subject, and look again at the
 * subscriptions that run under them. Whatever changes what somebody may do calls it.
 */
export function announceIdentityChange(transaction: Transaction, kind: IdentitySubjectKind, id: Uuid): void {
  transaction.announceTopic(identityTopic(kind, id));
}
