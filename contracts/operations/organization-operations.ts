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

/** Which of some people belong to an organization: as its members, or as staff of its tenant. */
export const FindPeople = {
  subgraph: 'tenants',
  field: 'peopleOfOrganization',
  document: `query FindPeople($input: PeopleOfOrganizationInput!) { peopleOfOrganization(input: $input) }`,
  input: z.object({ organizationId: z.uuid(), userIds: z.array(z.uuid()).max(100) }),
  /** Their ids, in any order. */
  output: z.array(z.uuid()),
};
