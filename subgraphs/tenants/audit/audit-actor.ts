import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { decodeId, encodeId } from '../../../platform/ids/public-id.ts';

/** Who did something. */
export interface AuditActor {
  kind: 'user' | 'token' | 'system' | 'anonymous';
  /** Of a person or token, as clients see it. */
  id: string | null;
  /** Of a part of the system. */
  name: string | null;
}

/** An actor as the log has it (`user/<uuid>`, `token/<uuid>`, `system/<name>`) in parts. */
export function readActor(actor: string): AuditActor {
  const [kind, rest = ''] = actor.split('/', 2);
  if (kind === 'user') return { kind, id: encodeId(ID_PREFIX.user, rest), name: null };
  if (kind === 'token') return { kind, id: encodeId(ID_PREFIX.apiToken, rest), name: null };
  return kind === 'system' ? { kind, id: null, name: rest } : { kind: 'anonymous', id: null, name: null };
}

/** The actor as the log has it, of a public id or of the name of a part of the system; throws a ValidationError for others. */
export function actorText(asked: string, field: string): string {
  if (/^system\/[a-z][a-z.-]{0,80}$/.test(asked) || asked === 'anonymous') return asked;
  if (asked.startsWith(`${ID_PREFIX.apiToken}_`)) return `token/${decodeId(ID_PREFIX.apiToken, asked, field)}`;
  if (asked.startsWith(`${ID_PREFIX.user}_`)) return `user/${decodeId(ID_PREFIX.user, asked, field)}`;
  throw ValidationError.of(
    field,
    'An actor is the id of a person or token, or "system/…" with the name of a part of the system.',
  );
}
