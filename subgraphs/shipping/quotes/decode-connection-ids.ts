import { decodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';

/** The connections that a caller names; undefined when none were named. Throws ValidationError on the first malformed id. */
export function decodeConnectionIds(ids: readonly string[] | null | undefined): Uuid[] | undefined {
  return ids?.map((id, index) => decodeId(ID_PREFIX.connection, id, `connectionIds.${index}`));
}
