import { useEffect, useRef } from 'react';
import { Banners } from './Banners.tsx';
import { dialogs, fetchParts, firstRun as firstRunScreen } from './deferred-parts.ts';
import { Footer } from './Footer.tsx';
import { JobUrlDrop } from './jobs/JobUrlDrop.tsx';
import { Notices } from './notices/Notices.tsx';
import { useWebNotifications } from './notices/use-web-notifications.ts';
import { useWindowTitle } from './notices/window-title.ts';
import { StartFailed } from './StartFailed.tsx';
import { useDeck, useStore } from './store.ts';
import { TopBar } from './TopBar.tsx';
import { useThemeName } from './terminals/window-state.ts';
import { afterPaint } from './ui/after-paint.ts';
import { TooltipGround } from './ui/Tooltip.tsx';
import { useGlobalKeys } from './use-global-keys.ts';
import { useActiveSession, useMenu } from './use-menu.ts';
import { useNetworkHint } from './use-network-hint.ts';
import { Workspace } from './Workspace.tsx';

export function App({ onReload }: { readonly onReload: () => void }) {
  const loaded = useStore((state) => state.loaded);
  const failure = useStore((state) => state.startFailure);
  useTheme();
  if (loaded) return <Window />;
  if (failure) return <StartFailed heading="Jobdeck did not start" text={failure.message} onRetry={onReload} />;
  return <div className="starting" aria-busy="true" />;
}

function Window() {
  const firstRun = useStore((state) => state.accounts.length === 0 && state.sessions.length === 0);
  const urlInput = useRef<HTMLInputElement>(null);
  useGlobalKeys();
  useWebNotifications();
  useWindowTitle();
  useInFront();
  useNetworkHint();
  useActiveSession();
  useMenu();
  useRestOfTheCode();
  return (
    <TooltipGround>
      <div className="window">
        <TopBar {...(firstRun ? { onAddAccount: () => urlInput.current?.focus() } : {})} />
        <Banners />
        {firstRun ? <firstRunScreen.Component urlInput={urlInput} /> : <Workspace />}
        <Footer />
      </div>
      <Notices />
      <JobUrlDrop />
      <dialogs.Component firstRun={firstRun} />
    </TooltipGround>
  );
}

function useRestOfTheCode(): void {
  useEffect(() => afterPaint(() => void fetchParts()), []);
}

function useTheme(): void {
  const theme = useThemeName();
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
}

/** Tells core whether somebody is looking: it polls faster then. */
function useInFront(): void {
  const { api } = useDeck();
  useEffect(() => {
    const tell = (): void => api.setInFront(document.visibilityState === 'visible' && document.hasFocus());
    tell();
    window.addEventListener('focus', tell);
    window.addEventListener('blur', tell);
    document.addEventListener('visibilitychange', tell);
    return () => {
      window.removeEventListener('focus', tell);
      window.removeEventListener('blur', tell);
      document.removeEventListener('visibilitychange', tell);
    };
  }, [api]);
}
