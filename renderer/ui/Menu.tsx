import { ContextMenu } from 'radix-ui';
import type { ReactElement } from 'react';

export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
  readonly disabled?: boolean;
  readonly keys?: string;
}

/** Items in groups; a line between groups. */
export type MenuGroups = readonly (readonly MenuItem[])[];

/** The menu of the right button, and of the menu key, on its only child. */
export function RowMenu({ groups, children }: { readonly groups: MenuGroups; readonly children: ReactElement }) {
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="menu" collisionPadding={8}>
          {groups.map((items, index) => (
            <ContextMenu.Group key={items[0]?.label ?? index}>
              {index > 0 && <ContextMenu.Separator className="menu-line" />}
              {items.map((item) => (
                <ContextMenu.Item
                  key={item.label}
                  className="menu-item"
                  disabled={item.disabled ?? false}
                  onSelect={item.run}
                >
                  {item.label}
                  {item.keys !== undefined && <span className="menu-keys">{item.keys}</span>}
                </ContextMenu.Item>
              ))}
            </ContextMenu.Group>
          ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
