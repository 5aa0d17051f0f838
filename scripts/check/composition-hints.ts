import { printSchemas, type PrintedSchemas } from '../schema/print-schemas.ts';
import type { Gate } from './gate.ts';

/** A remark of composition that is meant so. */
interface AllowedHint {
  code: string;
  coordinate: string;
  /** Why it is meant so. */
  reason: string;
}

const ALLOWED: readonly AllowedHint[] = [];

/** The subgraphs agree on what they share: composition has nothing to remark that is not meant so. */
export const compositionHints: Gate = {
  name: 'hints',
  unit: 'subgraphs',
  async look(root) {
    const { subgraphs, hints } = await printSchemas(root);
    return { looked: subgraphs, faults: hintFaults(hints, ALLOWED) };
  },
};

/** Remarks that nobody allowed, and allowances that nothing needs any more. */
export function hintFaults(hints: PrintedSchemas['hints'], allowed: readonly AllowedHint[]): string[] {
  const isMatch = (hint: PrintedSchemas['hints'][number], each: AllowedHint): boolean =>
    hint.code === each.code && hint.coordinate === each.coordinate;
  return [
    ...hints
      .filter((hint) => !allowed.some((each) => isMatch(hint, each)))
      .map(({ code, coordinate = '', message }) => `${code} ${coordinate}: ${message.replaceAll(/\s+/g, ' ')}`),
    ...allowed
      .filter((each) => !hints.some((hint) => isMatch(hint, each)))
      .map(
        ({ code, coordinate }) =>
          `${code} ${coordinate} is allowed, but composition does not remark on it: take it off the list.`,
      ),
  ];
}
