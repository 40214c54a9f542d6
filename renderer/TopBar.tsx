import { PanelLeft, Search, Settings } from 'lucide-react';
import { Logo } from './Logo.tsx';
import { NoticeCentre } from './notices/NoticeCentre.tsx';
import { useStore } from './store.ts';
import { keyLabel } from './terminals/key-labels.ts';
import { usePlatform } from './terminals/window-state.ts';
import { Button } from './ui/Button.tsx';
import { IconButton } from './ui/IconButton.tsx';
import { Kbd } from './ui/Kbd.tsx';

/** `onAddAccount` is given on first run, where the form is already in sight. */
export function TopBar({ onAddAccount }: { readonly onAddAccount?: () => void }) {
  const openDialog = useStore((state) => state.openDialog);
  const hidden = useStore((state) => state.sidebarHidden);
  const setHidden = useStore((state) => state.setSidebarHidden);
  const platform = usePlatform();
  // In a terminal Ctrl+K is the shell's own.
  const inTerminal = useStore((state) => state.activeSessionId !== null);
  const demo = useStore((state) => state.app.demo);
  // The first run has a heading of its own.
  const Brand = onAddAccount === undefined ? 'h1' : 'div';
  return (
    <header className="top">
      <Brand className="brand">
        <Logo />
        Jobdeck
        {demo && <span className="demo-mark">Demo</span>}
      </Brand>
      {onAddAccount === undefined ? (
        <button type="button" className="find" onClick={() => openDialog({ kind: 'palette' })}>
          <Search aria-hidden />
          <span className="find-text">Search jobs, tabs and actions, or paste a job URL</span>
          <Kbd keys={keyLabel(inTerminal ? 'palette-in-terminal' : 'palette', platform)} />
        </button>
      ) : (
        <span />
      )}
      <div className="tools">
        {onAddAccount !== undefined && (
          <Button look="quiet" onClick={onAddAccount}>
            Add account
          </Button>
        )}
        {onAddAccount === undefined && (
          <IconButton
            icon={PanelLeft}
            label={hidden ? 'Show the job list' : 'Hide the job list'}
            keys={keyLabel('toggle-job-list', platform)}
            onClick={() => setHidden(!hidden)}
          />
        )}
        <NoticeCentre />
        <IconButton
          icon={Settings}
          label="Settings"
          keys={keyLabel('settings', platform)}
          onClick={() => openDialog({ kind: 'settings', page: 'general' })}
        />
      </div>
    </header>
  );
}
