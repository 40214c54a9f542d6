import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Tooltip } from './Tooltip.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly icon: LucideIcon;
  /** The accessible name, also shown as the tooltip. */
  readonly label: string;
  readonly keys?: string;
  /** Something new behind it. */
  readonly mark?: boolean;
}

export function IconButton({ icon: Icon, label, keys, mark = false, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} {...(keys === undefined ? {} : { keys })}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={className ? `icon-button ${className}` : 'icon-button'}
        data-mark={mark || undefined}
      >
        <Icon aria-hidden />
      </button>
    </Tooltip>
  );
}
