import { registerEnumType } from 'type-graphql';

/** The sort enum, under a name of its own in the API, of a list that is sorted by when its rows were made. */
export function createdAtSorts(name: string, description: string) {
  const sorts = { CREATED_AT_DESC: 'CREATED_AT_DESC', CREATED_AT_ASC: 'CREATED_AT_ASC' } as const;
  const valuesConfig = { CREATED_AT_DESC: { description: 'Latest first.' }, CREATED_AT_ASC: { description: 'Oldest first.' } };
  registerEnumType(sorts, { name, description, valuesConfig });
  return sorts;
}
