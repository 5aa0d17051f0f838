import { FindPeople } from '../../contracts/operations/organization-operations.ts';
import type { RequestContext } from '../../platform/context/request-context.ts';
import { NotFoundError } from '../../platform/errors/errors.ts';
import type { Uuid } from '../../platform/ids/public-id.ts';

/** Throws NotFoundError for a person of another tenant or organization: such a one spends nothing here, whoever names them. */
export async function assertPersonBelongs(
  context: RequestContext,
  person: { organizationId: Uuid; userId: Uuid },
): Promise<void> {
  const { organizationId, userId } = person;
  const people = await context.operations.call(FindPeople, { organizationId, userIds: [userId] });
  if (!people.includes(userId)) throw new NotFoundError('The person', 'userId');
}
