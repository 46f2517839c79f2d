import { describeErrors } from '../../../test/support/describe-errors.ts';
import { GENERIC_ROWS } from '../../../test/support/vendor-errors/generic.rows.ts';

describeErrors('Anybody', GENERIC_ROWS);
