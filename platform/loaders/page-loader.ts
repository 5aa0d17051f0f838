import type { RequestContext } from '../context/request-context.ts';
import type { Page, PageRequest } from '../database/keyset.ts';
import type { Uuid } from '../ids/public-id.ts';
import { defineLoader } from './loader.ts';

/** Reads the same page for several parents at once. */
type PageBatch<Row, Request extends PageRequest> = (
  context: RequestContext,
  parentIds: readonly Uuid[],
  request: Request,
) => Promise<Map<Uuid, Page<Row>>>;

/**
 * Defines a loader of pages below a list: one statement for all parents that are asked for the same page. What the request says besides
 * (a filter, say) is plain JSON.
 */
export function definePageLoader<Row, Request extends PageRequest = PageRequest>(
  batch: PageBatch<Row, Request>,
): (context: RequestContext, parentId: Uuid, request: Request) => Promise<Page<Row>> {
  const load = defineLoader(
    async (context: RequestContext, keys) => {
      const parentsByPage = Map.groupBy(
        keys.map((key) => JSON.parse(key) as [Uuid, Request]),
        ([, request]) => JSON.stringify(request),
      );
      const pages: { key: string; page: Page<Row> }[] = [];
      for (const [request, parents] of parentsByPage) {
        const found = await batch(
          context,
          parents.map(([id]) => id),
          JSON.parse(request) as Request,
        );
        for (const [id, page] of found) pages.push({ key: keyOf(id, JSON.parse(request) as Request), page });
      }
      return pages;
    },
    (row: { key: string; page: Page<Row> }) => row.key,
  );
  return async (context, parentId, request) => (await load(context, keyOf(parentId, request)))!.page;
}

function keyOf(parentId: Uuid, request: PageRequest): string {
  const { first = null, after = null, last = null, before = null, ...rest } = request;
  return JSON.stringify([parentId, { first, after, last, before, ...rest }]);
}
