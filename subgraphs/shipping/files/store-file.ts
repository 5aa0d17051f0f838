import { createHash } from 'node:crypto';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { fileName, objectKeyOf, type FileFormat, type FileKind, type FileRow } from './file.ts';
import { UploadSweptError } from './files.errors.ts';
import { insertUpload, recordUpload } from './files.query.ts';

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
 * Puts a file into the object store. It counts once `recordFile` has recorded it, in the transaction of what it belongs to; an upload that
 * nobody records is swept away after an hour. So whenever the process dies, nothing that is recorded is missing and nothing else stays.
 */
export async function storeFile(
  context: RequestContext,
  { organizationId, kind, format, content, mark }: NewFile,
): Promise<FileRow> {
  const tenant = requireTenant(context);
  const { testMode } = context.identity;
  const id = newId();
  const objectKey = objectKeyOf({ id, testMode, format }, tenant.id);
  const file = {
    id,
    organizationId,
    testMode,
    kind,
    name: fileName(kind, mark, format),
    format,
    sizeBytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    objectKey,
    createdAt: context.clock.now(),
  };
  await insertUpload(context.session, file, tenant.id);
  await context.objects.put(objectKey, content);
  return file;
}

/** Makes a stored file one that stays, together with what it belongs to. Throws UploadSweptError when it came too late. */
export async function recordFile(transaction: Transaction, file: Pick<FileRow, 'id'>, now: Date): Promise<void> {
  if (!(await recordUpload(transaction, file.id, now))) throw new UploadSweptError();
}
