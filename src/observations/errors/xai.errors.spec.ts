import { describeErrors } from '../../../test/support/describe-errors.ts';
import { XAI_ROWS } from '../../../test/support/vendor-errors/xai.rows.ts';

describeErrors('xAI', XAI_ROWS);
