import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { lockCommissionSettings, replaceCommissionSettings, type CommissionSettings } from './commission-settings.query.ts';
import { settingsFaults, storedSettings, type ConfigurePlatformCommission } from './platform-commission.ts';

/** Decides the commission of rates priced from now on, in the caller's mode. Throws a ValidationError that names every fault. */
export async function configurePlatformCommission(
  context: RequestContext,
  command: ConfigurePlatformCommission,
): Promise<CommissionSettings> {
  const tenant = requireTenant(context);
  const faults = settingsFaults(command);
  if (faults.length > 0) throw new ValidationError(faults);
  return context.session.transaction(async (transaction) => {
    const before = await lockCommissionSettings(transaction);
    const after = await replaceCommissionSettings(transaction, {
      ...storedSettings(command),
      testMode: context.identity.testMode,
      updatedAt: context.clock.now(),
    });
    transaction.audit({
      action: 'commission_settings.configured',
      resourceType: 'commission_settings',
      resourceId: tenant.id,
      organizationId: null,
      before,
      after,
      ...auditFacts(context),
    });
    return after;
  });
}
