import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { addonReader } from './addon-reader.ts';
import { findAddons } from './addon.query.ts';

/** An addon by id, as far as the caller may see it. */
export const loadAddon = defineLoader(
  (context: RequestContext, ids) => findAddons(context.session, addonReader(context), ids),
  (addon) => addon.id,
);
