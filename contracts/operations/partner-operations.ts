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

/** Which of some organizations are, or once were, accounts of a partner that the caller may see. */
export const FindPartneredOrganizations = {
  subgraph: 'partners',
  field: 'partneredOrganizations',
  document: `query FindPartneredOrganizations($input: PartneredOrganizationsInput!) { partneredOrganizations(input: $input) }`,
  input: z.object({ organizationIds: z.array(z.uuid()) }),
  /** Their ids, in any order. */
  output: z.array(z.uuid()),
};
