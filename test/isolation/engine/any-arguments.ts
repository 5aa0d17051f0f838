import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';

const BY_SCALAR: Readonly<Record<string, string>> = {
  Int: '1',
  Float: '1',
  Boolean: 'true',
  Decimal: '"1"',
  DateTime: '"2026-03-02T10:00:00Z"',
  Date: '"2026-03-02"',
  CurrencyCode: '"USD"',
  JSON: '{}',
};

/** Arguments that fit the field's types and mean nothing. */
export function anyArguments(field: GraphQLField<unknown, unknown>): string {
  const given = field.args.filter(isRequiredArgument).map(({ name, type }) => `${name}: ${anyValue(type)}`);
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

function anyValue(type: GraphQLInputType): string {
  const bare = getNullableType(type);
  if (isListType(bare)) return `[${anyValue(bare.ofType)}]`;
  if (isEnumType(bare)) return bare.getValues()[0]!.name;
  if (!isInputObjectType(bare)) return BY_SCALAR[bare.name] ?? '"x"';
  const fields = Object.values(bare.getFields()).filter(isRequiredInputField);
  return `{ ${fields.map((field) => `${field.name}: ${anyValue(field.type)}`).join(', ')} }`;
}
