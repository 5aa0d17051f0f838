import type { Migration } from '../../../platform/database/migration.ts';

/** In what format a label is bought. */
export function labelFormats(version: number): Migration {
  return {
    version,
    name: 'label formats',
    sql: `alter table purchases add column label_format text not null default 'PDF' check (label_format in ('PDF', 'ZPL', 'PNG'));`,
  };
}
