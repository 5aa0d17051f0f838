import type { GraphQLOutputType } from 'graphql';
import { answeredFields } from './answers.ts';
import type { Rights } from '../world/rights.ts';
import { fulfils, type Contract } from './contract.ts';

/** The fields of an answer that are not for the caller. */
export function undueFields(contract: Contract, type: GraphQLOutputType, answer: unknown, caller: Rights): string[] {
  const undue = new Set<string>();
  for (const { coordinate } of answeredFields(type, answer))
    if (!fulfils(contract.rules.get(coordinate), caller)) undue.add(coordinate);
  return [...undue];
}
