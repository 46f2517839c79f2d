/** By which way an outcome came in. */
export const ENDPOINTS = ['observations', 'litellm', 'traces'] as const;

export type Endpoint = (typeof ENDPOINTS)[number];
