import type { VendorErrors } from './error-rule.ts';

/** https://help.aliyun.com/zh/model-studio/error-code: an account in arrears comes as 400 or 403. */
export const QWEN_ERRORS: VendorErrors = {
  byBody: [
    { failure: 'quota_exhausted', code: ['arrearage', 'allocationquota.freetieronly'] },
    { failure: 'quota_exhausted', status: [400, 403], message: /account is in good standing/i },
    {
      failure: 'quota_exhausted',
      code: ['throttling.allocationquota'],
      message: /free (allocated )?quota|exhausted/i,
    },
    { failure: 'rate_limited', code: /^throttling(\.|$)/ },
    { failure: 'rate_limited', code: ['limitrequests'] },
    { failure: 'auth', code: ['invalidapikey', 'invalid_api_key'] },
    {
      failure: 'permission',
      code: ['accessdenied', 'model.accessdenied', 'workspace.accessdenied', 'access_denied'],
    },
    { failure: 'model_unavailable', code: ['modelnotfound', 'model_not_supported'] },
    { failure: 'overloaded', code: ['modelservingerror', 'serviceunavailable'] },
    { failure: 'server_error', code: ['internalerror'] },
    { failure: 'content_filtered', code: ['data_inspection_failed', 'datainspectionfailed'] },
    { failure: 'bad_request', code: ['invalidparameter'] },
  ],
  byStatus: [],
};
