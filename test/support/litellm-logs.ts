/** What is in every log and may never leave it. */
export const CANARY = 'canary: what the user wrote';

const now = (): number => Date.now() / 1_000;

/** A log as LiteLLM's `generic_api` callback sends it (StandardLoggingPayload), prompt and answer included. */
export function litellmLog(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const endTime = now();
  return {
    id: 'chatcmpl-1',
    trace_id: 'a7c5-1',
    call_type: 'acompletion',
    status: 'success',
    stream: true,
    cache_hit: null,
    custom_llm_provider: 'openai',
    model: 'gpt-5-mini',
    model_id: '1f3c',
    model_group: 'chat',
    api_base: 'https://api.openai.com/v1/',
    startTime: endTime - 1.2,
    completionStartTime: endTime - 0.9,
    endTime,
    response_time: 0.3,
    prompt_tokens: 12,
    completion_tokens: 91,
    total_tokens: 103,
    messages: [{ role: 'user', content: CANARY }],
    response: { choices: [{ message: { role: 'assistant', content: CANARY } }] },
    model_parameters: { user: CANARY },
    metadata: { user_api_key_hash: CANARY, requester_metadata: { note: CANARY } },
    hidden_params: {
      model_id: '1f3c',
      additional_headers: {
        x_ratelimit_limit_requests: 500,
        x_ratelimit_remaining_requests: 20,
        x_ratelimit_limit_tokens: 30_000,
        x_ratelimit_remaining_tokens: 28_500,
      },
    },
    error_str: null,
    error_information: {
      error_code: '',
      error_class: '',
      llm_provider: '',
      traceback: '',
      error_message: '',
    },
    ...more,
  };
}

export function litellmFailure(
  error: Readonly<Record<string, string>>,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const error_information = { llm_provider: 'openai', traceback: CANARY, error_message: CANARY, ...error };
  return litellmLog({ status: 'failure', error_str: CANARY, response: {}, error_information, ...more });
}
