import type { Clock } from '../clock/clock.ts';
import { anthropicProbe } from './anthropic.probe.ts';
import { ComfyUiProbe } from './comfyui.probe.ts';
import { cursorProbe } from './cursor.probe.ts';
import { deepSeekProbe } from './deepseek.probe.ts';
import { googleProbe } from './google.probe.ts';
import { gradioProbe } from './gradio.probe.ts';
import type { HttpExchange } from './http-exchange.ts';
import { HttpProbe } from './http.probe.ts';
import { liteLlmProbe } from './litellm.probe.ts';
import { llamaCppProbe } from './llamacpp.probe.ts';
import { ollamaProbe } from './ollama.probe.ts';
import { openAiCompatibleProbe } from './openai-compatible.probe.ts';
import { openAiProbe } from './openai.probe.ts';
import type { Probe } from './probe.ts';
import { qwenProbe } from './qwen.probe.ts';
import { TcpProbe } from './tcp.probe.ts';
import { tgiProbe } from './tgi.probe.ts';
import { vllmProbe } from './vllm.probe.ts';

/** Every probe of the house: a new kind is one file and one line here. */
export function builtInProbes(http: HttpExchange, clock: Clock): readonly Probe[] {
  return [
    openAiProbe(http),
    anthropicProbe(http),
    googleProbe(http),
    deepSeekProbe(http),
    qwenProbe(http),
    cursorProbe(http),
    openAiCompatibleProbe(http),
    liteLlmProbe(http),
    ollamaProbe(http),
    vllmProbe(http),
    llamaCppProbe(http),
    tgiProbe(http),
    new ComfyUiProbe(http),
    gradioProbe(http),
    new HttpProbe(http),
    new TcpProbe(clock),
  ];
}
