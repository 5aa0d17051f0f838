import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { findWebhooksOfConnections } from './carrier-webhook.query.ts';

/** The webhook of a connection, by the connection's id. */
export const loadWebhookOfConnection = defineLoader(
  (context: RequestContext, ids) => findWebhooksOfConnections(context.session, ids),
  (webhook) => webhook.connectionId,
);
