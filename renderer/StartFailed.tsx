import { Button } from './ui/Button.tsx';

export interface StartFailedProps {
  readonly heading: string;
  readonly text: string;
  readonly onRetry: () => void;
}

/** Instead of everything, when there is nothing to show. */
export function StartFailed({ heading, text, onRetry }: StartFailedProps) {
  return (
    <main className="start-failed" role="alert">
      <h1>{heading}</h1>
      <p>{text}</p>
      <Button look="primary" onClick={onRetry}>
        Try again
      </Button>
    </main>
  );
}
