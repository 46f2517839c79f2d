import { describeErrors } from '../../../test/support/describe-errors.ts';
import { MISTRAL_ROWS } from '../../../test/support/vendor-errors/mistral.rows.ts';

describeErrors('Mistral', MISTRAL_ROWS);
