import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { decodeId, encodeId, type Uuid } from '../../../platform/ids/public-id.ts';

const UUID_PATTERN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PREFIXES: ReadonlyMap<string, string> = new Map(Object.entries(ID_PREFIX));
// Resources whose name in the log is not that of their ids.
const NAMED_OTHERWISE: Readonly<Record<string, string>> = {
  carrierConnection: ID_PREFIX.connection,
  commissionSettings: ID_PREFIX.tenant,
  auditLog: ID_PREFIX.tenant,
};

/** The prefix of the ids of a kind of resource (`api_token`) or of what a field refers to (`entity` of `entityId`). */
export function prefixOf(resource: string): string | undefined {
  const name = resource.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
  return PREFIXES.get(name) ?? NAMED_OTHERWISE[name];
}

/** A resource's id as clients see it. */
export function publicResourceId(resourceType: string, id: Uuid): string {
  const prefix = prefixOf(resourceType);
  return prefix ? encodeId(prefix, id) : id;
}

/** Reads a resource's id of whatever kind; throws a ValidationError when it is none of this platform. */
export function decodeResourceId(publicId: string, field: string): Uuid {
  if (UUID_PATTERN.test(publicId)) return publicId;
  const prefix = publicId.slice(0, Math.max(0, publicId.lastIndexOf('_')));
  if (![...PREFIXES.values()].includes(prefix))
    throw ValidationError.of(field, `"${publicId.slice(0, 60)}" is not the id of anything here.`, 'INVALID_ID');
  return decodeId(prefix, publicId, field);
}

/** A value of the log with the ids in it as clients see them, told by the names of their fields. */
export function withPublicIds(value: unknown, resourceType: string): unknown {
  if (Array.isArray(value)) return value.map((each) => withPublicIds(each, resourceType));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, publicField(name, part, resourceType)]));
}

function publicField(name: string, value: unknown, resourceType: string): unknown {
  const kind = name === 'id' ? resourceType : /^(\w+)Ids?$/.exec(name)?.[1];
  const prefix = kind === undefined ? undefined : prefixOf(kind);
  if (!prefix) return withPublicIds(value, resourceType);
  const encode = (id: unknown): unknown => (typeof id === 'string' && UUID_PATTERN.test(id) ? encodeId(prefix, id) : id);
  return Array.isArray(value) ? value.map(encode) : encode(value);
}
