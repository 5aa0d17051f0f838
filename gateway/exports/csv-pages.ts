import { askInternally, type ExportSource } from './export-source.ts';

/** The parts of a CSV file that a subgraph writes as `page { text next }`; each is asked for, from `$after` on, when the one before was taken. */
export async function* csvPages(
  source: ExportSource,
  query: string,
  asked: Record<string, unknown>,
): AsyncGenerator<string, void, undefined> {
  let after: string | null = null;
  do {
    const variables: Record<string, unknown> = { ...asked, after };
    const { page } = await askInternally<{ page: { text: string; next: string | null } }>(source, { query, variables });
    yield page.text;
    after = page.next;
  } while (after !== null);
}
