import { createHash } from 'node:crypto';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { FileRow } from './file.ts';
import { FileDamagedError } from './files.errors.ts';
import { readKeptContent } from './files.query.ts';

/** The content of a file, from wherever it is kept. Throws FileDamagedError when it is not what was stored. */
export async function readFile(context: RequestContext, db: ScopedQueryable, file: FileRow): Promise<Buffer> {
  const content =
    file.objectKey === null ? await readKeptContent(db, file.id) : (await context.objects.get(file.objectKey))?.content;
  const isWhole = content && createHash('sha256').update(content).digest('hex') === file.sha256;
  if (isWhole) return content;
  context.log.error({ file: file.id, isMissing: !content }, 'a stored file is not what was stored');
  throw new FileDamagedError();
}
