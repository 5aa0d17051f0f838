import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE, tenantScope } from '../../../platform/database/database.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { contentTypeOf } from '../../../platform/objects/object-store.ts';
import { findTenantSchema } from '../tenant-schema.query.ts';
import { objectKeyOf } from './file.ts';
import { readFileLink } from './file-link.ts';
import { findFiles } from './files.query.ts';
import { readFile } from './read-file.ts';

/** A file as whoever has a link to it gets it. */
export interface OpenedFile {
  tenantId: Uuid;
  name: string;
  contentType: string;
  contentBase64: string;
}

/** The file that a signed link leads to. Throws FileLinkInvalidError, FileLinkExpiredError, or NotFoundError when it is there no more. */
export async function openFile(context: RequestContext, token: string): Promise<OpenedFile> {
  const { tenantId, testMode, fileId } = readFileLink(context.vault, token, context.clock.now());
  const schema = await findTenantSchema(context.openSession(NO_SCOPE), tenantId);
  if (!schema) throw new NotFoundError('The file', 'token');
  const session = context.openSession(tenantScope({ id: tenantId, schema }, testMode));
  const [file] = await findFiles(session, [fileId]);
  if (!file) throw new NotFoundError('The file', 'token');
  const content = await readFile(context, session, file);
  const contentType = contentTypeOf(objectKeyOf(file, tenantId));
  return { tenantId, name: file.name, contentType, contentBase64: content.toString('base64') };
}
