import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { StartupError } from '../platform/errors/startup-error.ts';

const SupergraphFile = z.object({
  subgraphs: z.record(
    z.string(),
    z.object({
      routing_url: z.url({ protocol: /^https?$/, error: 'expected an address such as http://127.0.0.1:4101/graphql' }),
    }),
  ),
});

/** Where each subgraph is reached, by name, as a file in Rover's format says; throws StartupError when it says nothing usable. */
export async function readAddresses(path: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new StartupError(
      'SUPERGRAPH_FILE_UNREADABLE',
      `The file of addresses ${path} (SUPERGRAPH_FILE) cannot be read: ${(error as Error).message}.`,
    );
  });
  const result = SupergraphFile.safeParse(parseYaml(path, text));
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `  ${issue.path.map(String).join('.') || 'file'}: ${issue.message}`);
    throw new StartupError(
      'SUPERGRAPH_FILE_INVALID',
      `The file of addresses ${path} (SUPERGRAPH_FILE) is not valid:\n${faults.join('\n')}`,
    );
  }
  return new Map(Object.entries(result.data.subgraphs).map(([name, { routing_url }]) => [name, routing_url]));
}

function parseYaml(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new StartupError(
      'SUPERGRAPH_FILE_INVALID',
      `The file of addresses ${path} (SUPERGRAPH_FILE) is no YAML: ${(error as Error).message.split('\n')[0]}`,
    );
  }
}
