import { minimalParameters, type Api } from './model-families.ts';
import type { Vendor } from '../../observations/errors/vendors.ts';

const usage = { stream_options: { include_usage: true } };

describe('the least that a model can be asked with', () => {
  it.each<[Api, Vendor, string, object]>([
    ['chat', 'openai', 'gpt-5-mini', { reasoning_effort: 'minimal', max_completion_tokens: 16 }],
    ['chat', 'openai', 'gpt-5-2025-08-07', { reasoning_effort: 'minimal', max_completion_tokens: 16 }],
    ['chat', 'openai', 'gpt-5.4-nano', { reasoning_effort: 'none', max_completion_tokens: 16 }],
    ['chat', 'openai', 'gpt-5.1-codex', { reasoning_effort: 'low', max_completion_tokens: 16 }],
    ['chat', 'openai', 'o4-mini', { reasoning_effort: 'low', max_completion_tokens: 16 }],
    ['chat', 'openai', 'o1-mini', { max_completion_tokens: 16 }],
    ['chat', 'openai', 'gpt-5-chat-latest', { max_completion_tokens: 16 }],
    ['chat', 'openai', 'gpt-4o-mini', { max_completion_tokens: 16 }],
  ])('%s of %s: %s', (api, vendor, model, expected) => {
    expect(minimalParameters(api, { vendor, model, maxOutputTokens: 16 })).toEqual({
      ...usage,
      store: false,
      ...expected,
    });
  });

  it.each<[Api, Vendor, string, object]>([
    ['chat', 'azure_openai', 'my-deployment', { ...usage, max_completion_tokens: 16 }],
    [
      'chat',
      'openrouter',
      'openai/GPT-5-mini',
      { ...usage, reasoning_effort: 'minimal', max_completion_tokens: 16 },
    ],
    ['chat', 'openrouter', 'meta/llama-4', { ...usage, max_tokens: 16 }],
    ['chat', 'mistral', 'mistral-small-latest', { max_tokens: 16 }],
    ['chat', 'deepseek', 'deepseek-flash', { ...usage, max_tokens: 16 }],
    ['chat', 'qwen', 'qwen-flash', { ...usage, enable_thinking: false, max_tokens: 16 }],
    ['chat', 'qwen', 'qwen3-next-80b-a3b-thinking', { ...usage, max_tokens: 16 }],
    ['chat', 'vllm', 'qwen3-8b', { ...usage, max_tokens: 16 }],
    [
      'responses',
      'openai',
      'gpt-5-nano',
      { max_output_tokens: 16, store: false, reasoning: { effort: 'minimal' } },
    ],
    ['responses', 'openai', 'gpt-4o-mini', { max_output_tokens: 16, store: false }],
    ['messages', 'anthropic', 'claude-haiku-4-5', { max_tokens: 16 }],
    ['content', 'google', 'gemini-2.5-flash', { maxOutputTokens: 16, thinkingConfig: { thinkingBudget: 0 } }],
    [
      'content',
      'google',
      'models/gemini-2.5-pro',
      { maxOutputTokens: 16, thinkingConfig: { thinkingBudget: 128 } },
    ],
    [
      'content',
      'google',
      'gemini-3-flash',
      { maxOutputTokens: 16, thinkingConfig: { thinkingLevel: 'MINIMAL' } },
    ],
    [
      'content',
      'google',
      'gemini-3.1-pro',
      { maxOutputTokens: 16, thinkingConfig: { thinkingLevel: 'LOW' } },
    ],
    ['content', 'google', 'gemini-2.0-flash', { maxOutputTokens: 16 }],
    ['content', 'google', 'gemini-2.5-flash-image', { maxOutputTokens: 16 }],
    ['content', 'google', 'gemma-3-27b-it', { maxOutputTokens: 16 }],
  ])('%s of %s: %s', (api, vendor, model, expected) => {
    expect(minimalParameters(api, { vendor, model, maxOutputTokens: 16 })).toEqual(expected);
  });
});
