import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { findFiles } from './files.query.ts';

/** A file by id, without its content. */
export const loadFile = defineLoader(
  (context: RequestContext, ids) => findFiles(context.session, ids),
  (file) => file.id,
);
