/** What can happen to the security of an account, a token or a tenant. */
export type SecurityEventType =
  | 'sign_in.succeeded'
  | 'sign_in.failed'
  | 'sign_in.locked'
  | 'session.refresh_token_reused'
  | 'session.ended'
  | 'password.changed'
  | 'password.reset_requested'
  | 'password.reset'
  | 'email.verified'
  | 'api_token.created'
  | 'api_token.updated'
  | 'api_token.rotated'
  | 'api_token.revoked'
  | 'ip.refused'
  | 'ip.rules_changed';
