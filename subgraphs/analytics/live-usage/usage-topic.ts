/** Under which an organization's usage is announced and watched. */
export const USAGE_TOPIC = 'usage';
