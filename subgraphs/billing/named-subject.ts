import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import { decodeOptionalId, type Uuid } from '../../platform/ids/public-id.ts';

/** An organization, entity, team and person as somebody names them. */
interface NamedSubject {
  organizationId?: string | null;
  entityId?: string | null;
  teamId?: string | null;
  userId?: string | null;
}

/** The ids of what somebody names; `path` stands before the field that a malformed one is told of. */
export function decodeSubject(named: NamedSubject, path = ''): Record<keyof NamedSubject, Uuid | undefined> {
  return {
    organizationId: decodeOptionalId(ID_PREFIX.organization, named.organizationId, `${path}organizationId`),
    entityId: decodeOptionalId(ID_PREFIX.entity, named.entityId, `${path}entityId`),
    teamId: decodeOptionalId(ID_PREFIX.team, named.teamId, `${path}teamId`),
    userId: decodeOptionalId(ID_PREFIX.user, named.userId, `${path}userId`),
  };
}
