import { z } from 'zod';

/** Which of some partners the caller may see, in the caller's mode; null in the place of one that does not exist or is not the caller's. */
export const FindPartners = {
  subgraph: 'partners',
  field: '_entities',
  document: `query FindPartners($input: [_Any!]!) { _entities(representations: $input) { ... on Partner { id } } }`,
  /** References as the graph carries them, with ids in their public form. */
  input: z.array(z.object({ __typename: z.literal('Partner'), id: z.string() })),
  output: z.array(z.object({ id: z.string() }).nullable()),
};
