import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { TrustedDocumentInput, TrustedDocumentType } from './documents.types.ts';
import { findDocumentText } from './trusted-documents.query.ts';

/** The operations that clients were built with, for gateways. */
@Resolver()
export class DocumentsResolver {
  @Inaccessible()
  @RequiresPermission('internal')
  @Query(() => TrustedDocumentType, { description: 'The text of a trusted document; for gateways.' })
  async trustedDocument(
    @Arg('input', () => TrustedDocumentInput, { description: 'The document to look up.' }) input: TrustedDocumentInput,
    @Ctx() context: RequestContext,
  ): Promise<TrustedDocumentType> {
    return { text: (await findDocumentText(context.openSession(NO_SCOPE), input.id)) ?? null };
  }
}
