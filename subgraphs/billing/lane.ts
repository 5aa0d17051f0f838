import type { SessionScope } from '../../platform/database/session-scope.ts';
import type { Uuid } from '../../platform/ids/public-id.ts';

const LANES = 2;

/**
 * The lane of group commits that something about an entity goes into: of one scope, so that a group works behind the walls of each of its callers, and one of
 * a few by the id, so that a group is decided on while another is written.
 */
export function laneOf({ tenant, organization, testMode }: SessionScope, id: Uuid): string {
  return `${tenant?.id} ${organization} ${testMode} ${Number.parseInt(id.slice(-1), 16) % LANES}`;
}
