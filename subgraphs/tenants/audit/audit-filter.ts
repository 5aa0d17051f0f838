import { isIP } from 'node:net';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { actorText } from './audit-actor.ts';
import type { AuditFilter } from './audit-log.query.ts';
import { decodeResourceId } from './resource-ids.ts';

const LONGEST_KEYWORD = 100;
const SHORTEST_KEYWORD = 3;

/** A filter as clients send it: actor, resource and organization by their public ids. */
type AskedFilter = Omit<AuditFilter, 'resourceId' | 'organizationId'> & {
  resourceId?: string | undefined;
  organizationId?: string | undefined;
};

/** The filter with its ids and addresses read; throws a ValidationError for what can't be meant. */
export function readAuditFilter(input: AskedFilter | undefined): AuditFilter {
  if (!input) return {};
  const { actor, resourceId, organizationId, from, until, ipAddress, keyword, actions } = input;
  if (from && until && from >= until) throw ValidationError.of('filter.until', 'The range ends before it begins.');
  if (ipAddress && isIP(ipAddress) === 0) throw ValidationError.of('filter.ipAddress', 'Enter one IPv4 or IPv6 address.');
  if ((actions?.length ?? 0) > 50) throw ValidationError.of('filter.actions', 'Name at most 50 actions.');
  if (keyword && (keyword.length < SHORTEST_KEYWORD || keyword.length > LONGEST_KEYWORD))
    throw ValidationError.of('filter.keyword', `A keyword has ${SHORTEST_KEYWORD} to ${LONGEST_KEYWORD} characters.`);
  return {
    ...input,
    actor: actor ? actorText(actor, 'filter.actor') : null,
    resourceId: resourceId ? decodeResourceId(resourceId, 'filter.resourceId') : null,
    organizationId: decodeOptionalId(ID_PREFIX.organization, organizationId, 'filter.organizationId'),
  };
}
