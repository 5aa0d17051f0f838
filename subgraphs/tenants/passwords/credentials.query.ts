import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** A person with the hash of their password, when they have one. */
export interface Account {
  userId: Uuid;
  email: string;
  passwordHash: string | null;
}

/** The account of an address. */
export async function findAccount(db: Queryable, email: string): Promise<Account | undefined> {
  return db.first(sql<Account>`
    select u.id as "userId", u.email, c.password_hash as "passwordHash"
    from tenants.users u left join tenants.credentials c on c.user_id = u.id where u.email = ${email}`);
}

/** The account of a person. */
export async function findAccountOf(db: Queryable, userId: Uuid): Promise<Account | undefined> {
  return db.first(sql<Account>`
    select u.id as "userId", u.email, c.password_hash as "passwordHash"
    from tenants.users u left join tenants.credentials c on c.user_id = u.id where u.id = ${userId}`);
}

/** Makes the hash that of the person's password. */
export async function setPassword(db: Queryable, userId: Uuid, passwordHash: string, now: Date): Promise<void> {
  await db.query(sql`
    insert into tenants.credentials (user_id, password_hash, changed_at) values (${userId}, ${passwordHash}, ${now})
    on conflict (user_id) do update set password_hash = excluded.password_hash, changed_at = excluded.changed_at`);
}

/** Records that the person reads the mail of their address. */
export async function markEmailVerified(db: Queryable, userId: Uuid, now: Date): Promise<void> {
  await db.query(sql`update tenants.users set email_verified_at = coalesce(email_verified_at, ${now}) where id = ${userId}`);
}

/** What a code that was mailed is for. */
export type CodePurpose = 'email_verification' | 'password_reset';

/** A code that was mailed and can still be used. */
export interface MailedCode {
  userId: Uuid;
  email: string;
  passwordHash: string | null;
}

/** Keeps a code that is being mailed. A new code to reset a password makes the earlier ones void. */
export async function insertMailedCode(
  db: Queryable,
  code: { codeHash: string; purpose: CodePurpose; userId: Uuid; passwordHash: string | null; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await db.query(sql`
    with earlier as (delete from tenants.mailed_codes where user_id = ${code.userId} and purpose = 'password_reset' and ${code.purpose} = 'password_reset')
    insert into tenants.mailed_codes (code_hash, purpose, user_id, password_hash, created_at, expires_at)
    values (${code.codeHash}, ${code.purpose}, ${code.userId}, ${code.passwordHash}, ${code.createdAt}, ${code.expiresAt})`);
}

/** A code that is good now. */
export async function findMailedCode(
  db: Queryable,
  code: { codeHash: string; purpose: CodePurpose; now: Date },
): Promise<MailedCode | undefined> {
  return db.first(sql<MailedCode>`
    select c.user_id as "userId", u.email, c.password_hash as "passwordHash"
    from tenants.mailed_codes c join tenants.users u on u.id = c.user_id
    where c.code_hash = ${code.codeHash} and c.purpose = ${code.purpose} and c.expires_at > ${code.now}`);
}

/** Uses a code up; false when somebody else has just done so. */
export async function takeMailedCode(db: Queryable, codeHash: string): Promise<boolean> {
  const rows = await db.query(
    sql<{ userId: Uuid }>`delete from tenants.mailed_codes where code_hash = ${codeHash} returning user_id as "userId"`,
  );
  return rows.length === 1;
}
