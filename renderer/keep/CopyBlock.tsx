import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useActions } from '../actions.ts';
import { after } from '../after.ts';
import type { Snippet } from './recipes.ts';

const saidMs = 2000;

/** Lines to take along, with the button that does. */
export function CopyBlock({ language, caption, text }: Snippet) {
  const { copyText } = useActions();
  const [copied, setCopied] = useState<string | null>(null);
  const isCopied = copied === text;
  useEffect(() => {
    if (copied === null) return;
    return after(saidMs, () => setCopied(null));
  }, [copied]);
  return (
    <figure className="copy-block">
      <figcaption>
        <span>{caption}</span>
        <button
          type="button"
          className="copy-button"
          aria-label={`Copy: ${caption}`}
          onClick={() => {
            copyText(text);
            setCopied(text);
          }}
        >
          {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
          <span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
        </button>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className="scroll" data-language={language} tabIndex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
