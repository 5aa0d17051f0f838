import { z } from 'zod';

/** Tells when tokens and sessions were used, and which of their requests were refused for where they came from. */
export const RecordCredentialUse = {
  subgraph: 'tenants',
  field: 'recordCredentialUse',
  document: `mutation RecordCredentialUse($input: RecordCredentialUseInput!) { recordCredentialUse(input: $input) { errors { code field message } } }`,
  input: z.object({
    uses: z.array(
      z.object({
        /** `token/<uuid>` or `session/<uuid>`. */
        subject: z.string(),
        ipAddress: z.string().nullable(),
        usedAt: z.iso.datetime(),
        /** How many requests were refused because the tenant does not allow the network; the others were let in. */
        refusals: z.int().nonnegative(),
      }),
    ),
  }),
  output: z.object({ errors: z.array(z.unknown()) }),
};
