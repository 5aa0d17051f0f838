import { sql } from 'kysely';

export const credits = sql`select amount from credits`;
