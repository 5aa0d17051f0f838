import { z } from 'zod';

/** Which of some organizations the caller may see; null in the place of one that does not exist or is not the caller's. */
export const FindOrganizations = {
  subgraph: 'tenants',
  field: '_entities',
  document: `query FindOrganizations($input: [_Any!]!) { _entities(representations: $input) { ... on Organization { id } } }`,
  /** References as the graph carries them, with ids in their public form. */
  input: z.array(z.object({ __typename: z.literal('Organization'), id: z.string() })),
  output: z.array(z.object({ id: z.string() }).nullable()),
};
