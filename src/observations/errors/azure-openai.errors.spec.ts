import { describeErrors } from '../../../test/support/describe-errors.ts';
import { AZURE_OPENAI_ROWS } from '../../../test/support/vendor-errors/azure-openai.rows.ts';

describeErrors('Azure OpenAI', AZURE_OPENAI_ROWS);
