/** A question whose answer we know. */
export interface Challenge {
  readonly prompt: string;
  readonly answer: string;
}

/** A sum of two numbers of two digits: easy for every model, and not to be guessed or cached. */
export function newChallenge(random: () => number): Challenge {
  const number = () => 10 + Math.floor(random() * 90);
  const [a, b] = [number(), number()];
  return { prompt: `What is ${a} + ${b}? Answer with the number only.`, answer: String(a + b) };
}

/** Whether the answer is in the text as a number of its own. */
export function isAnswered(text: string, answer: string): boolean {
  return new RegExp(`(?<![\\d.,])${answer}(?!\\d|[.,]\\d)`).test(text);
}
