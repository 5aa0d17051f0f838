import type { Gate } from './gate.ts';
import { printSchemas, staleFiles } from '../schema/print-schemas.ts';

/** The committed schema is what the code answers, and the subgraphs compose. */
export const contract: Gate = {
  name: 'contract',
  unit: 'operations',
  async look(root) {
    const printed = await printSchemas(root);
    const stale = await staleFiles(root, printed);
    return {
      looked: printed.operations,
      faults: [
        ...printed.errors,
        ...stale.map((file) => `${file} is not what the code prints; run npm run schema and commit it.`),
      ],
    };
  },
};
