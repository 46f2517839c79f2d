import type { ErrorRow } from '../describe-errors.ts';
import { ANTHROPIC_ROWS } from './anthropic.rows.ts';
import { AZURE_OPENAI_ROWS } from './azure-openai.rows.ts';
import { CURSOR_ROWS } from './cursor.rows.ts';
import { DEEPSEEK_ROWS } from './deepseek.rows.ts';
import { GOOGLE_ROWS } from './google.rows.ts';
import { GROQ_ROWS } from './groq.rows.ts';
import { LITELLM_ROWS } from './litellm.rows.ts';
import { MISTRAL_ROWS } from './mistral.rows.ts';
import { OPENAI_ROWS } from './openai.rows.ts';
import { OPENROUTER_ROWS } from './openrouter.rows.ts';
import { QWEN_ROWS } from './qwen.rows.ts';
import { SELF_HOSTED_ROWS } from './self-hosted.rows.ts';
import { XAI_ROWS } from './xai.rows.ts';

/** What every vendor's documentation and records say of its errors. */
export const ALL_ROWS: readonly ErrorRow[] = [
  ...ANTHROPIC_ROWS,
  ...AZURE_OPENAI_ROWS,
  ...CURSOR_ROWS,
  ...DEEPSEEK_ROWS,
  ...GOOGLE_ROWS,
  ...GROQ_ROWS,
  ...LITELLM_ROWS,
  ...MISTRAL_ROWS,
  ...OPENAI_ROWS,
  ...OPENROUTER_ROWS,
  ...QWEN_ROWS,
  ...SELF_HOSTED_ROWS,
  ...XAI_ROWS,
];
