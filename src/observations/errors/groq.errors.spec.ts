import { describeErrors } from '../../../test/support/describe-errors.ts';
import { GROQ_ROWS } from '../../../test/support/vendor-errors/groq.rows.ts';

describeErrors('Groq', GROQ_ROWS);
