import { describeErrors } from '../../../test/support/describe-errors.ts';
import { GOOGLE_ROWS } from '../../../test/support/vendor-errors/google.rows.ts';

describeErrors('Google', GOOGLE_ROWS);
