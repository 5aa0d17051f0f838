import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { LimitSubject } from '../limits/credit-limit.ts';

/** People who spend together: of one entity, or across the entities of their organization. */
export interface Team {
  id: Uuid;
  organizationId: Uuid;
  /** The only entity it spends of; null for every one of the organization. */
  entityId: Uuid | null;
  name: string;
  description: string | null;
  /** Since when it spends nothing any more; null while it does. */
  archivedAt: Date | null;
  createdAt: Date;
  version: number;
}

/** What somebody is in a team. */
export type TeamRole = 'lead' | 'member';

/** A person in a team, from joining to leaving. */
export interface TeamMember {
  id: Uuid;
  teamId: Uuid;
  organizationId: Uuid;
  userId: Uuid;
  role: TeamRole;
  /** Whether a seat is taken for the person. */
  hasSeat: boolean;
  /** Whether the person spends for this team when none is named: of one team in an organization at most. */
  isDefault: boolean;
  joinedAt: Date;
  /** Null for who is in it. */
  leftAt: Date | null;
}

/** What the audit log keeps of a team. */
export function teamSnapshot({ entityId, name, description, archivedAt }: Team): Record<string, unknown> {
  return { entityId, name, description, archivedAt };
}

/** What the audit log keeps of a membership in a team. */
export function membershipSnapshot({ teamId, userId, role, hasSeat, isDefault, leftAt }: TeamMember): Record<string, unknown> {
  return { teamId, userId, role, hasSeat, isDefault, leftAt };
}

/** A team as limits name it, or a person in it. */
export function limitedTeam(
  { id, organizationId, entityId }: Team,
  userId: Uuid | null = null,
): LimitSubject & { teamEntityId: Uuid | null } {
  return { organizationId, entityId: null, teamId: id, userId, teamEntityId: entityId };
}
