import type { RequestContext } from '../../platform/context/request-context.ts';
import { ConflictError } from '../../platform/errors/errors.ts';

/**
 * Throws LIVE_MODE_ONLY for test tokens. Organizations, their people and the tokens of people exist in both modes, so a test
 * token, which is handed around more freely, could otherwise make itself a live one.
 */
export function requireLiveMode(context: RequestContext): void {
  if (context.identity.testMode)
    throw new ConflictError('This has its effect in live mode too; use a live token.', { code: 'LIVE_MODE_ONLY' });
}
