import type { RequestContext } from '../context/request-context.ts';
import type { Page, PageRequest } from '../database/keyset.ts';
import type { Uuid } from '../ids/public-id.ts';
import { defineLoader } from './loader.ts';

/** Reads the same page for several parents at once. */
type PageBatch<Row> = (
  context: RequestContext,
  parentIds: readonly Uuid[],
  request: PageRequest,
) => Promise<Map<Uuid, Page<Row>>>;

/** Defines a loader of pages below a list: one statement for all parents that are asked for the same page. */
export function definePageLoader<Row>(
  batch: PageBatch<Row>,
): (context: RequestContext, parentId: Uuid, request: PageRequest) => Promise<Page<Row>> {
  const load = defineLoader(
    async (context: RequestContext, keys) => {
      const parentsByPage = Map.groupBy(
        keys.map((key) => JSON.parse(key) as [Uuid, PageRequest]),
        ([, request]) => JSON.stringify(request),
      );
      const pages: { key: string; page: Page<Row> }[] = [];
      for (const [request, parents] of parentsByPage) {
        const found = await batch(
          context,
          parents.map(([id]) => id),
          JSON.parse(request) as PageRequest,
        );
        for (const [id, page] of found) pages.push({ key: keyOf(id, JSON.parse(request) as PageRequest), page });
      }
      return pages;
    },
    (row: { key: string; page: Page<Row> }) => row.key,
  );
  return async (context, parentId, request) => (await load(context, keyOf(parentId, request)))!.page;
}

function keyOf(parentId: Uuid, request: PageRequest): string {
  const { first = null, after = null, last = null, before = null } = request;
  return JSON.stringify([parentId, { first, after, last, before }]);
}
