import type { Transaction } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Under which the usage of an organization's entities is announced and watched. */
export const USAGE_TOPIC = 'current-usage';

/** To be called where totals are written: wakes whoever watches the usage of these organizations once that is committed. */
export function announceUsage(transaction: Transaction, organizationIds: readonly Uuid[]): void {
  for (const organizationId of new Set(organizationIds)) transaction.announce(USAGE_TOPIC, organizationId);
}
