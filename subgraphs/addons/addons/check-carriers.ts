import { ListOfferedServices } from '../../../contracts/operations/carrier-operations.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { AddonDefinition } from './addon-rules.ts';

const MOST_NAMED = 12;

type Targets = Partial<Pick<AddonDefinition, 'carriers' | 'services'>>;
interface Offered {
  carrierName: string;
  service: string;
}

/**
 * Throws a ValidationError with UNKNOWN_CARRIER or UNKNOWN_SERVICE on every name that nothing bears which could be quoted in the
 * tenant and mode; asks nobody when none is named.
 */
export async function checkCarriers(context: RequestContext, targets: Targets): Promise<void> {
  const { carriers = [], services = [] } = targets;
  if (carriers.length === 0 && services.length === 0) return;
  const faults = targetFaults({ carriers, services }, await context.operations.call(ListOfferedServices, {}));
  if (faults.length > 0) throw new ValidationError(faults);
}

function targetFaults({ carriers, services }: Required<Targets>, offered: readonly Offered[]): ErrorDetail[] {
  const known = new Set(offered.map(({ carrierName }) => carrierName));
  const ofCarriers = offered.filter(({ carrierName }) => carriers.length === 0 || carriers.includes(carrierName));
  const codes = new Set(ofCarriers.map(({ service }) => service));
  return [...unknown('carriers', carriers, known, 'UNKNOWN_CARRIER'), ...unknown('services', services, codes, 'UNKNOWN_SERVICE')];
}

function unknown(
  field: 'carriers' | 'services',
  names: readonly string[],
  known: ReadonlySet<string>,
  code: string,
): ErrorDetail[] {
  const what = field === 'carriers' ? 'carrier' : 'service of the carriers named';
  const listed = [...known].toSorted().slice(0, MOST_NAMED).join(', ');
  const hint = listed ? `there are ${listed}` : 'there are none yet';
  return names.flatMap((name, index) =>
    known.has(name)
      ? []
      : [
          {
            field: `${field}.${index}`,
            code,
            message: `"${name.slice(0, 40)}" is no ${what} here: ${hint}. Name one of them, or set acceptUnknownNames for one that is to come.`,
          },
        ],
  );
}
