import { z } from 'zod';

/**
 * The file that a signed link leads to. Refused with FILE_LINK_INVALID (altered), FILE_LINK_EXPIRED, NOT_FOUND (no more there) or
 * FILE_DAMAGED.
 */
export const OpenFile = {
  subgraph: 'shipping',
  field: 'openFile',
  document: `query OpenFile($input: OpenFileInput!) { openFile(input: $input) { tenantId name contentType contentBase64 } }`,
  input: z.object({ token: z.string() }),
  output: z.object({ tenantId: z.uuid(), name: z.string(), contentType: z.string(), contentBase64: z.string() }),
};
