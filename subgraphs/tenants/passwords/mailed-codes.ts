import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import { hashToken, isWellFormedToken, newToken } from '../../../platform/identity/api-token.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { findMailedCode, insertMailedCode, type CodePurpose, type MailedCode } from './credentials.query.ts';
import { CodeUnusableError } from './passwords.errors.ts';

const LIFETIME_MS: Record<CodePurpose, number> = { email_verification: 86_400_000, password_reset: 3_600_000 };
const KIND: Record<CodePurpose, string> = { email_verification: 'verify', password_reset: 'reset' };

/** Makes a code to be mailed to a person; kept as a hash. `passwordHash`: what becomes the password once it was confirmed. */
export async function issueCode(
  db: Queryable,
  context: RequestContext,
  order: { purpose: CodePurpose; userId: Uuid; passwordHash: string | null },
): Promise<string> {
  const code = newToken(KIND[order.purpose], false);
  const createdAt = context.clock.now();
  const expiresAt = new Date(createdAt.getTime() + LIFETIME_MS[order.purpose]);
  await insertMailedCode(db, { ...order, codeHash: hashToken(code), createdAt, expiresAt });
  return code;
}

/** What a code was mailed for; throws CodeUnusableError when it is no good. */
export async function readCode(
  db: Queryable,
  context: RequestContext,
  code: string,
  purpose: CodePurpose,
): Promise<MailedCode & { codeHash: string }> {
  if (!isWellFormedToken(code)) throw new CodeUnusableError();
  const codeHash = hashToken(code);
  const found = await findMailedCode(db, { codeHash, purpose, now: context.clock.now() });
  if (!found) throw new CodeUnusableError();
  return { ...found, codeHash };
}
