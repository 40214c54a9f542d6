import { z } from 'zod';
import type { HttpAnswer } from './http.ts';

const MAX_TOLD_CHARACTERS = 200;

const answerWithErrors = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

/**
 * GitLab's own short words about a refused query, fit to be shown; null = there are no errors in the answer.
 * A message that holds the token, whole or in part, is left out.
 */
export function graphqlMessage(answer: Pick<HttpAnswer, 'body'>, token: string | null): string | null {
  let json: unknown;
  try {
    json = JSON.parse(answer.body);
  } catch {
    return null;
  }
  const parsed = answerWithErrors.safeParse(json);
  if (!parsed.success) return null;
  const message = parsed.data.errors[0]?.message.replace(/\s+/g, ' ').slice(0, MAX_TOLD_CHARACTERS) ?? '';
  const echoes = token !== null && token.length >= 8 && message.includes(token.slice(0, 8));
  return echoes ? 'it gave no reason that can be shown.' : message;
}

/** Unwraps `{data: …}`. */
export function dataOf<T>(data: z.ZodType<T>): z.ZodType<T> {
  return z.object({ data }).transform((answer) => answer.data as T) as unknown as z.ZodType<T>;
}
