/** Keeps the Apollo gateway from reporting usage to its maker; must be called before a gateway is made. */
export function disableApolloTelemetry(): void {
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
}
