import { sql } from 'kysely';

export const spend = sql<number>`amount - 1`; // planted: sql-places
export const raw = sql.raw('now()'); // planted: sql-places
export const remove = 'delete from credits'; // planted: sql-places
export const change = (table: string) => `update ${table} set amount = 0`; // planted: sql-places
export const add = "INSERT INTO credits VALUES (1)"; // planted: sql-places
export const read = `select amount from credits where id = 1`; // planted: sql-places
export const prose = 'Select a service from the list, or update your settings.';
