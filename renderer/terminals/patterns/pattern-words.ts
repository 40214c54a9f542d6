import type { PatternProblem } from './pattern-runner.ts';

/** Why nothing is found, as sentences. */
export function problemWords(problem: PatternProblem, pattern: string): string {
  switch (problem) {
    case 'invalid':
      return 'This is no valid pattern.';
    case 'too-slow':
      return `This expression takes too long: ${shortened(pattern)} It was stopped. Repeats within repeats, as in (a+)+, are the usual reason.`;
    case 'failed':
      return 'Patterns cannot be searched for: their worker did not start. Plain text can.';
  }
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
