import { isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';

/** Every object type of a schema but those of introspection. */
export function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );
}
