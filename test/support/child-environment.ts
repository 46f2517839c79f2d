/** For a process of ours: nothing that whoever runs the tests has set for them, which it would take for settings. */
export function childEnvironment(own: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, ...own };
}
