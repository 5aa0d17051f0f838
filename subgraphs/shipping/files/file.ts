import type { ObjectEnding } from '../../../platform/objects/object-store.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** What files are of. */
export const FILE_KINDS = ['label', 'manifest', 'invoice'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** In what format files are. */
export const FILE_FORMATS = ['PDF', 'ZPL', 'PNG'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

const ENDINGS: Readonly<Record<FileFormat, ObjectEnding>> = { PDF: 'pdf', ZPL: 'zpl', PNG: 'png' };

/** A file without its content. */
export interface FileRow {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  kind: FileKind;
  /** Under which it is saved by whoever downloads it, e.g. `label-9400….pdf`. */
  name: string;
  format: FileFormat;
  sizeBytes: number;
  /** Of its content, in hex. */
  sha256: string;
  /** Under which the object store has it; null for one that is kept in the database. */
  objectKey: string | null;
  createdAt: Date;
}

/** Where the object store keeps a file: by tenant and mode, in folders of which none grows without end. */
export function objectKeyOf(file: Pick<FileRow, 'id' | 'testMode' | 'format'>, tenantId: Uuid): string {
  const mode = file.testMode ? 'test' : 'live';
  return `${tenantId}/${mode}/${file.id.slice(-2)}/${file.id}.${ENDINGS[file.format]}`;
}

/** A name for a file that is safe in every header and on every disk. */
export function fileName(kind: FileKind, mark: string, format: FileFormat): string {
  return `${kind}-${mark.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(0, 60)}.${ENDINGS[format]}`;
}
