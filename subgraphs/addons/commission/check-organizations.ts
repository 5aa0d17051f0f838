import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { FindOrganizations } from '../../../contracts/operations/organization-operations.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { encodeId, type Uuid } from '../../../platform/ids/public-id.ts';

/** An organization that an input names, and the field that names it. */
export interface NamedOrganization {
  field: string;
  id: Uuid;
}

/** Throws a ValidationError with NOT_FOUND on every field that names an organization the caller does not have; asks nobody when none is named. */
export async function checkOrganizations(context: RequestContext, named: readonly NamedOrganization[]): Promise<void> {
  const ids = [...new Set(named.map(({ id }) => id))];
  if (ids.length === 0) return;
  const found = await context.operations.call(
    FindOrganizations,
    ids.map((id) => ({ __typename: 'Organization', id: encodeId(ID_PREFIX.organization, id) })),
  );
  const unknown = new Set(ids.filter((_id, index) => !found[index]));
  const faults = named
    .filter(({ id }) => unknown.has(id))
    .map(({ field }) => ({ field, code: 'NOT_FOUND', message: 'The organization was not found.' }));
  if (faults.length > 0) throw new ValidationError(faults);
}
