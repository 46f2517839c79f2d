import type { VendorErrors } from './error-rule.ts';

/** The proxy's own types; what it passes on from upstream keeps the status. */
export const LITELLM_ERRORS: VendorErrors = {
  byBody: [
    { failure: 'quota_exhausted', message: /exceeded ?budget|budget has been exceeded/i },
    { failure: 'auth', code: ['expired_key', 'token_not_found_in_db'] },
    { failure: 'permission', code: /_model_access_denied$/ },
    { failure: 'overloaded', status: [429, 503], message: /no (healthy )?deployments? available/i },
    { failure: 'server_error', code: ['no_db_connection'] },
    { failure: 'overloaded', status: [503], code: ['shutting_down'] },
  ],
  byStatus: [],
};
