import type { ServerId, Vendor } from '../vendor.ts';
import { comfyui } from './comfyui.simulator.ts';
import { gradio } from './gradio.simulator.ts';
import { litellm } from './litellm.simulator.ts';
import { llamacpp } from './llamacpp.simulator.ts';
import { ollama } from './ollama.simulator.ts';
import { tgi } from './tgi.simulator.ts';
import { vllm } from './vllm.simulator.ts';

export const SERVERS: Readonly<Record<ServerId, Vendor>> = {
  litellm,
  ollama,
  vllm,
  llamacpp,
  tgi,
  comfyui,
  gradio,
};
