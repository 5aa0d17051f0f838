/** What the barcode of a label says. */
export interface BarcodeFacts {
  trackingNumber: string;
  to: { postalCode?: string | undefined; country: string };
}

/**
 * The GS1-128 barcode as widths of bars and spaces in modules, a bar first: the routing ZIP (AI 420) for parcels inside the
 * United States, then the tracking number, whose own first two digits are its application identifier.
 */
export async function barcodeModules(facts: BarcodeFacts): Promise<number[]> {
  const { default: bwip } = await import('bwip-js/node');
  const [symbol] = bwip.raw('gs1-128', barcodeText(facts), {});
  if (!symbol || !('sbs' in symbol)) throw new Error('The barcode writer answered no linear symbol.');
  return [...symbol.sbs];
}

/** The barcode's content with application identifiers in brackets, e.g. "(420)10036(94)0011…". */
export function barcodeText({ trackingNumber, to }: BarcodeFacts): string {
  const zip = to.country === 'US' ? /^\d{5}/.exec(to.postalCode ?? '')?.[0] : undefined;
  const tracking = `(${trackingNumber.slice(0, 2)})${trackingNumber.slice(2)}`;
  return zip === undefined ? tracking : `(420)${zip}${tracking}`;
}
