import { ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ConnectionAudience } from './carrier-connection.entity.ts';

const MOST_ORGANIZATIONS = 1_000;

/** Whom a system connection is offered to. */
export interface Audience {
  audience: ConnectionAudience;
  audienceOrganizations: Uuid[];
}

/** The audience that was asked for; refused when it contradicts itself. An organization that does not exist is offered nothing, and harms nobody. */
export function readAudience(audience: ConnectionAudience, organizationIds: readonly Uuid[] | null | undefined): Audience {
  const chosen = [...new Set(organizationIds ?? [])];
  if (audience === 'all' && chosen.length > 0)
    throw ValidationError.of('organizationIds', 'A connection for all takes no list of organizations; send CHOSEN.');
  if (audience === 'chosen' && chosen.length === 0)
    throw ValidationError.of('organizationIds', 'Name at least one organization, or offer the connection to ALL.');
  if (chosen.length > MOST_ORGANIZATIONS)
    throw ValidationError.of('organizationIds', `Name at most ${MOST_ORGANIZATIONS} organizations.`);
  return { audience, audienceOrganizations: chosen };
}
