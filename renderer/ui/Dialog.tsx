import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export interface DialogProps {
  readonly title: string;
  /** Read out with the title; not shown when `quiet`. */
  readonly description?: string;
  readonly width?: 'narrow' | 'normal' | 'wide' | 'full';
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The first tab stop is the button that closes; who opens a form wants to type, or to choose. */
function focusFirstField(event: Event): void {
  const within = event.currentTarget instanceof Element ? event.currentTarget : null;
  const field = within?.querySelector<HTMLElement>('form :is(.input, input[type="radio"]:checked)');
  if (!field) return;
  event.preventDefault();
  field.focus();
}

/** A modal dialog: it is there while it is rendered. */
export function Dialog({ title, description, width = 'normal', onClose, children }: DialogProps) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-shade" />
        <Radix.Content
          className="dialog"
          data-width={width}
          onOpenAutoFocus={focusFirstField}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className="dialog-head">
            <div>
              <Radix.Title asChild>
                <h2>{title}</h2>
              </Radix.Title>
              {description !== undefined && <Radix.Description>{description}</Radix.Description>}
            </div>
            <Radix.Close className="icon-button" aria-label="Close dialog">
              <X aria-hidden />
            </Radix.Close>
          </header>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
