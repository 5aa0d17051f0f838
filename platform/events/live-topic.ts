import type { Uuid } from '../ids/public-id.ts';

/** Whose state changed: one organization's, in one mode. */
export interface LiveTopicPlace {
  tenantId: Uuid;
  organizationId: Uuid;
  testMode: boolean;
}

/** The name under which a change is announced and watched, e.g. `usage/<tenant>/<organization>/live`. */
export function liveTopic(what: string, place: LiveTopicPlace): string {
  return `${what}/${place.tenantId}/${place.organizationId}/${place.testMode ? 'test' : 'live'}`;
}
