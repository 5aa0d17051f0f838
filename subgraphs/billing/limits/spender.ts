import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { MembershipEndedError, NotInTeamError, TeamArchivedError, TeamOfAnotherEntityError } from './limits.errors.ts';

/** Who spends at an entity, and for which team: the one named, else the person's default team where it may spend there. */
export interface Spender {
  organizationId: Uuid;
  entityId: Uuid;
  userId: Uuid | null;
  /** The team that was named; null when none was. */
  askedTeamId: Uuid | null;
  /** The team whose spending it is; null for none. */
  teamId: Uuid | null;
  teamName: string | null;
  /** The only entity that the team spends of; null when it may spend of every one of its organization. */
  teamEntityId: Uuid | null;
  isTeamArchived: boolean;
  isInTeam: boolean;
  /** Whether the person's time in the organization is over, whether or not it has been written. */
  hasLeft: boolean;
  /** What the person may spend at the entity in all, by their own limit or the default one; null for no limit, and for who is no member. */
  creditLimit: string | null;
  creditUsed: string | null;
}

/** Throws when the person's time is over, or when the team that was named is not there or not for this person and entity. */
export function assertMaySpend(spender: Spender): void {
  if (spender.hasLeft) throw new MembershipEndedError();
  if (spender.askedTeamId === null) return;
  if (spender.teamId === null) throw new NotFoundError('The team', 'teamId');
  if (spender.isTeamArchived) throw new TeamArchivedError(spender.teamName!);
  if (spender.teamEntityId !== null && spender.teamEntityId !== spender.entityId)
    throw new TeamOfAnotherEntityError(spender.teamName!);
  if (spender.userId !== null && !spender.isInTeam) throw new NotInTeamError(spender.teamName!);
}
