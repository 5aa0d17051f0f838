import { z } from 'zod';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import { csvPages } from './csv-pages.ts';
import type { Export } from './export-door.ts';
import { askInternally } from './export-source.ts';

const flag = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .optional();
const applications = {
  organizationId: z.string().optional(),
  addonId: z.string().optional(),
  shipmentId: z.string().optional(),
  currency: z.string().optional(),
  isReversal: flag,
  from: z.string().optional(),
  until: z.string().optional(),
};
const commissions = {
  ...applications,
  recipientOrganizationId: z.string().optional(),
  isPlatform: flag,
  ruleSource: z.string().optional(),
};

const RECORD = `mutation RecordAddonExport($input: RecordAddonExportInput!) { recordAddonExport(input: $input) { errors { code } } }`;

/** What addons charged and what was earned on it, as CSV files: for whoever may read the lists of the same filters. */
export function addonExports(addons: Pick<SubgraphTransport, 'execute'>): Export[] {
  return [
    csvOf(
      { name: 'addon-applications', field: 'addonApplicationsPage', filterType: 'AddonApplicationFilter', addons },
      applications,
    ),
    csvOf({ name: 'commissions', field: 'commissionsPage', filterType: 'CommissionFilter', addons }, commissions),
  ];
}

function csvOf(
  list: { name: string; field: string; filterType: string; addons: Pick<SubgraphTransport, 'execute'> },
  conditions: z.ZodRawShape,
): Export {
  const query = `query AddonExport($filter: ${list.filterType}, $after: String) { page: ${list.field}(filter: $filter, after: $after) { text next } }`;
  return {
    name: list.name,
    subgraph: list.addons,
    order: z
      .strictObject({ format: z.enum(['csv']).default('csv'), ...conditions })
      .transform(({ format, ...filter }) => ({ format, filter })),
    contentType: () => 'text/csv; charset=utf-8; header=present',
    pages: (source) => csvPages(source, query, { filter: source.filter }),
    record: async (source) => {
      await askInternally(source, { query: RECORD, variables: { input: { list: list.name, filter: source.filter } } });
    },
  };
}
