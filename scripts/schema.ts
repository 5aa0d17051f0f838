import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RELEASED } from './check/breaking-changes.ts';
import { printSchemas, staleFiles } from './schema/print-schemas.ts';

// Writes schema/: every subgraph as it is printed, the supergraph they compose to, and the API that clients see. With `--release` also
// what clients may rely on from now on.

const root = join(import.meta.dirname, '../..');
const printed = await printSchemas(root);
for (const error of printed.errors) console.error(`✗ ${error}`);
const stale = await staleFiles(root, printed);
for (const file of stale) {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), printed.files.get(file)!);
}
console.log(
  `schema: ${printed.subgraphs} subgraphs, ${printed.operations} operations, ${printed.files.size} files, ${stale.length} written`,
);
if (process.argv.includes('--release') && printed.errors.length === 0)
  await copyFile(join(root, 'schema/api.graphql'), join(root, RELEASED));
process.exitCode = printed.errors.length > 0 ? 1 : 0;
