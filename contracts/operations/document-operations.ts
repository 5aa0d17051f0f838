import { z } from 'zod';

/** The text of a document that a client was built with; null where none has this id. */
export const FindTrustedDocument = {
  subgraph: 'tenants',
  field: 'trustedDocument',
  document: `query TrustedDocument($input: TrustedDocumentInput!) { trustedDocument(input: $input) { text } }`,
  input: z.object({ id: z.string() }),
  output: z.object({ text: z.string().nullable() }),
};
