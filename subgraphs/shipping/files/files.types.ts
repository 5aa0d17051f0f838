import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Inaccessible, PublicId } from '../../../platform/graphql/federation.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { FileFormat, FileKind } from './file.ts';

/** What a file is of, as clients see it. */
export enum FileKindType {
  LABEL = 'label',
  MANIFEST = 'manifest',
  INVOICE = 'invoice',
}
registerEnumType(FileKindType, {
  name: 'FileKind',
  description: 'What a file is of.',
  valuesConfig: {
    LABEL: { description: 'What is stuck on a parcel.' },
    MANIFEST: { description: 'What is handed over with parcels.' },
    INVOICE: { description: 'What customs are shown of the goods.' },
  },
});

/** Formats of files. */
export enum FileFormatType {
  PDF = 'PDF',
  ZPL = 'ZPL',
  PNG = 'PNG',
}
registerEnumType(FileFormatType, {
  name: 'FileFormat',
  description: 'The format of a file.',
  valuesConfig: {
    PDF: { description: 'Pages (`application/pdf`).' },
    ZPL: { description: 'Commands for thermal printers (`application/zpl`).' },
    PNG: { description: 'A picture (`image/png`).' },
  },
});

/** A file, as clients see it. */
@ObjectType('File', { description: 'A file that is kept, such as a label; it is downloaded by its `url`.' })
export class FileType {
  @PublicId(ID_PREFIX.file, { description: 'The file.' })
  id!: string;

  @Field(() => FileKindType, { description: 'What it is of.' })
  kind!: FileKind;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => FileFormatType, { description: 'Its format.' })
  format!: FileFormat;

  @Field(() => Int, { description: 'How many bytes it has.' })
  sizeBytes!: number;

  @Field(() => String, { description: 'SHA-256 of its bytes, in hex.' })
  sha256!: string;

  @Field(() => Date, { description: 'When it was made.' })
  createdAt!: Date;
}

/** Names a file by a signed link. */
@Inaccessible()
@InputType('OpenFileInput', { description: 'A file, named by a signed link.' })
export class OpenFileInput {
  @Field(() => String, { description: 'The token of the link.' })
  token!: string;
}

/** What is handed to the gateway, which serves it. */
@Inaccessible()
@ObjectType('OpenedFile', { description: 'A file with its content.' })
export class OpenedFileType {
  @Field(() => String, { description: 'Whose it is, as a UUID.' })
  tenantId!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'Its content type.' })
  contentType!: string;

  @Field(() => String, { description: 'Its bytes, in Base64.' })
  contentBase64!: string;
}
