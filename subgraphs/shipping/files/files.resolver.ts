import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import type { FileRow } from './file.ts';
import { linkExpiry, signFileLink } from './file-link.ts';
import { FileType, OpenedFileType, OpenFileInput } from './files.types.ts';
import { openFile } from './open-file.ts';

/** Files and the links to them. */
@Resolver(() => FileType)
export class FilesResolver {
  @Inaccessible()
  @RequiresPermission('internal')
  @Query(() => OpenedFileType, { description: 'The file that a signed link leads to.' })
  openFile(
    @Arg('input', () => OpenFileInput, { description: 'The link.' }) input: OpenFileInput,
    @Ctx() context: RequestContext,
  ): Promise<OpenedFileType> {
    return openFile(context, input.token);
  }

  @FieldResolver(() => String, {
    description:
      'Where it is downloaded, relative to the host that was asked; whoever has it needs no token, until `urlExpiresAt`.',
  })
  url(@Root() { id: fileId, testMode }: FileRow, @Ctx() context: RequestContext): string {
    const expiresAt = linkExpiry(context.clock.now());
    return `/files/${signFileLink(context.vault, { tenantId: requireTenant(context).id, testMode, fileId, expiresAt })}`;
  }

  @FieldResolver(() => Date, { description: 'Until when the `url` is good; a new one is to be had by asking again.' })
  urlExpiresAt(@Ctx() context: RequestContext): Date {
    return linkExpiry(context.clock.now());
  }
}
