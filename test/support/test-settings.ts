/** Secret and names that every test process shares. */
export const TEST_SECRET = 'a secret of 38 characters for tests only';
export const TEST_ROLE_PREFIX = 'waybill';
export const TEMPLATE_DATABASE = 'waybill_template';
