import { describeErrors } from '../../../test/support/describe-errors.ts';
import { OPENAI_ROWS } from '../../../test/support/vendor-errors/openai.rows.ts';

describeErrors('OpenAI', OPENAI_ROWS);
