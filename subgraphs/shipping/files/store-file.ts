import { createHash } from 'node:crypto';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { inTurns } from '../in-turns.ts';
import { fileName, objectKeyOf, type FileFormat, type FileKind, type FileRow } from './file.ts';
import { UploadSweptError } from './files.errors.ts';
import { insertUploads, recordUploads } from './files.query.ts';

/** What is to be kept. */
export interface NewFile {
  organizationId: Uuid;
  kind: FileKind;
  format: FileFormat;
  content: Buffer;
  /** What tells it from others of its kind, for its name. */
  mark: string;
}

/**
 * Puts files into the object store. They count once `recordFiles` has recorded them, in the transaction of what they belong to; an upload
 * that nobody records is swept away after an hour. So whenever the process dies, nothing that is recorded is missing and nothing else stays.
 */
export async function storeFiles(context: RequestContext, files: readonly NewFile[]): Promise<FileRow[]> {
  const tenant = requireTenant(context);
  const rows = files.map((file) => uploadOf(context, file, tenant.id));
  await insertUploads(context.session, rows, tenant.id);
  await inTurns(rows, ({ objectKey }, index) => context.objects.put(objectKey, files[index]!.content));
  return rows;
}

/** `storeFiles` for one. */
export async function storeFile(context: RequestContext, file: NewFile): Promise<FileRow> {
  const [row] = await storeFiles(context, [file]);
  return row!;
}

/** Makes stored files such as stay, together with what they belong to. Throws UploadSweptError when it came too late. */
export async function recordFiles(transaction: Transaction, ids: readonly Uuid[], now: Date): Promise<void> {
  if ((await recordUploads(transaction, ids, now)) < ids.length) throw new UploadSweptError();
}

/** `recordFiles` for one. */
export async function recordFile(transaction: Transaction, file: Pick<FileRow, 'id'>, now: Date): Promise<void> {
  await recordFiles(transaction, [file.id], now);
}

function uploadOf(
  context: RequestContext,
  { organizationId, kind, format, content, mark }: NewFile,
  tenantId: Uuid,
): FileRow & { objectKey: string } {
  const { testMode } = context.identity;
  const id = newId();
  return {
    id,
    organizationId,
    testMode,
    kind,
    name: fileName(kind, mark, format),
    format,
    sizeBytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    objectKey: objectKeyOf({ id, testMode, format }, tenantId),
    createdAt: context.clock.now(),
  };
}
