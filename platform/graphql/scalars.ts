import 'reflect-metadata';
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { BigNumber } from 'bignumber.js';
import { isCurrencyCode } from '../money/currency.ts';
import { decimalString } from '../money/money.ts';

const DECIMAL_PATTERN = /^-?\d{1,20}(\.\d{1,12})?$/;
const INSTANT_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const DATE_PATTERN = /^\d{4}-\d{2}-\d{2}$/;

function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

function parseDecimal(value: unknown): string {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !DECIMAL_PATTERN.test(text)) {
    throw badInput('A Decimal is a string such as "12.50", with at most 20 digits before and 12 after the point.');
  }
  return text;
}

/** An exact decimal number, as a string; never a float. */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'An exact decimal number as a string, e.g. "12.50"; at most 20 digits before and 12 after the point.',
  serialize: (value) => (BigNumber.isBigNumber(value) ? decimalString(value) : String(value)),
  parseValue: parseDecimal,
  parseLiteral: (node: ValueNode) => {
    if (node.kind === Kind.STRING || node.kind === Kind.INT) return parseDecimal(node.value);
    throw badInput('A Decimal is a string such as "12.50".');
  },
});

function parseInstant(value: unknown): Date {
  const instant = typeof value === 'string' && INSTANT_PATTERN.test(value) ? new Date(value) : undefined;
  if (!instant || !isRealDay(String(value).slice(0, 10)) || instant.getUTCFullYear() < 1 || instant.getUTCFullYear() > 9999)
    throw badInput('A DateTime is an ISO 8601 instant with offset in the years 1 to 9999, e.g. "2026-01-31T09:00:00Z".');
  return instant;
}

// The language moves a 30th of February into March without a word.
function isRealDay(day: string): boolean {
  if (day === latestRealDay) return true;
  const time = Date.parse(day);
  const isReal = !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
  if (isReal) latestRealDay = day;
  return isReal;
}

// What comes in bulk happened on few days.
let latestRealDay = '';

/** An instant. */
export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'An instant in ISO 8601 with offset, e.g. "2026-01-31T09:00:00Z"; answers are in UTC.',
  serialize: (value) => (value instanceof Date ? value : new Date(String(value))).toISOString(),
  parseValue: parseInstant,
  parseLiteral: (node: ValueNode) => parseInstant(node.kind === Kind.STRING ? node.value : undefined),
});

function parseDate(value: unknown): string {
  if (typeof value !== 'string' || !DATE_PATTERN.test(value) || !isRealDay(value) || value.startsWith('0000'))
    throw badInput('A Date is a day in ISO 8601 in the years 1 to 9999, e.g. "2026-01-31".');
  return value;
}

/** A calendar day. */
export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: 'A calendar day in ISO 8601, e.g. "2026-01-31".',
  serialize: (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : String(value)),
  parseValue: parseDate,
  parseLiteral: (node: ValueNode) => parseDate(node.kind === Kind.STRING ? node.value : undefined),
});

function parseCurrency(value: unknown): string {
  if (typeof value !== 'string' || !isCurrencyCode(value))
    throw badInput('A CurrencyCode is an ISO 4217 code in capitals, e.g. "USD".');
  return value;
}

/** A currency. */
export const CurrencyCodeScalar = new GraphQLScalarType<string, string>({
  name: 'CurrencyCode',
  description: 'A currency by its ISO 4217 code, e.g. "USD".',
  serialize: (value) => String(value),
  parseValue: parseCurrency,
  parseLiteral: (node: ValueNode) => parseCurrency(node.kind === Kind.STRING ? node.value : undefined),
});

function literalValue(node: ValueNode, variables?: Record<string, unknown> | null): unknown {
  switch (node.kind) {
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((field) => [field.name.value, literalValue(field.value, variables)]));
    case Kind.LIST:
      return node.values.map((value) => literalValue(value, variables));
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.VARIABLE:
      return variables?.[node.name.value];
    default:
      return node.value;
  }
}

/** Any JSON value, for metadata whose shape is the client's. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value; its shape is the client’s own.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: literalValue,
});
