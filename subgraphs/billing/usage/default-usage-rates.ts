/** Unit prices where nobody set a rate; in US dollars, so they say nothing about entities of another currency. */
export const DEFAULT_USAGE_RATES: ReadonlyMap<string, string> = new Map([
  ['api_request', '0.01'],
  ['shipment_purchased', '0.10'],
  // Drawn up and tracked in the price of the label.
  ['shipment_created', '0'],
  ['tracker_started', '0'],
  ['project_posted', '10.00'],
  ['freelancer_hired', '25.00'],
]);

/** The currency of the default rates. */
export const DEFAULT_RATE_CURRENCY = 'USD';
