import { useMemo } from 'react';
import type {
  AccountId,
  Armed,
  ArmId,
  JobKey,
  NoticeAction,
  Result,
  SessionId,
  Settings,
} from '../electron/contract.ts';
import { type Place, useDeck } from './store.ts';
import { showBeside } from './terminals/panes/layout.ts';
import { armStep } from './waiting/arm-words.ts';

/** What can be shown in a pane. */
export type Showable =
  | { readonly what: 'session'; readonly sessionId: SessionId }
  | { readonly what: 'job'; readonly jobKey: JobKey }
  | { readonly what: 'local-shell' };

export interface UserActions {
  readonly openTerminal: (jobKey: JobKey) => void;
  readonly openJobUrl: (url: string) => void;
  /** Retries the job, and opens the new one's terminal when it starts. Resolves when GitLab has answered. */
  readonly retryWithTerminal: (jobKey: JobKey) => Promise<void>;
  readonly disarm: (id: ArmId) => void;
  /** What the row of a job that is waited for offers first. */
  readonly stepArmed: (armed: Armed) => void;
  readonly openLocalShell: () => void;
  /** Goes to the session's tab, also when another window has it. */
  readonly showSession: (id: SessionId) => void;
  /** Shows a terminal beside another, opening it where it is not open yet. */
  readonly openBeside: (what: Showable, place: Place) => void;
  /** Takes the session's tab from the window that has it. */
  readonly bringHere: (id: SessionId) => void;
  /** Desktop door only. The session, if one is named, moves there. */
  readonly openWindow: (id: SessionId | null) => void;
  readonly refreshJobs: (accountId: AccountId | null) => void;
  readonly checkAccount: (accountId: AccountId) => Promise<void>;
  /** By GitLab's own page where there is a window for it, else where the cookie is pasted. Resolves when it is over. */
  readonly signIn: (accountId: AccountId) => Promise<void>;
  readonly reorderAccounts: (ids: readonly AccountId[]) => void;
  readonly openUrl: (url: string) => void;
  readonly copyText: (text: string) => void;
  readonly checkForUpdates: () => void;
  readonly downloadUpdate: () => void;
  readonly cancelUpdate: () => void;
  readonly installUpdate: () => void;
  readonly updateSettings: (patch: Partial<Settings>) => void;
  readonly readNotices: (ids: readonly string[]) => void;
  readonly dismissNotices: (ids: readonly string[]) => void;
  readonly actOnNotice: (action: NoticeAction) => void;
}

/** What the user can do from more than one place. A failure is told beside the notices. */
export function useActions(): UserActions {
  const { api, store } = useDeck();
  return useMemo<UserActions>(() => {
    async function tell<T>(title: string, answer: Promise<Result<T>>): Promise<T | null> {
      const result = await answer;
      if (result.ok) return result.value;
      store.getState().complain(title, result.failure);
      return null;
    }
    async function bringHere(id: SessionId): Promise<void> {
      if ((await tell('The terminal could not be brought here', api.attachSession(id))) === null) return;
      store.getState().selectSession(id);
    }
    function showSession(id: SessionId): void {
      const { elsewhere, app, selectSession } = store.getState();
      if (!elsewhere.has(id)) selectSession(id);
      // A page cannot raise another browser window, so there the tab comes to the user.
      else if (app.door === 'browser') void bringHere(id);
      else void tell('The terminal’s window could not be brought up', api.showSession(id));
    }
    async function show(opening: Promise<Result<string>>, title: string): Promise<void> {
      const id = await tell(title, opening);
      if (id !== null) showSession(id);
    }
    async function placed(what: Showable): Promise<SessionId | null> {
      switch (what.what) {
        case 'job':
          return tell('The terminal did not open', api.openTerminal(what.jobKey));
        case 'local-shell':
          return tell('The local shell did not open', api.openLocalShell());
        case 'session':
          return what.sessionId;
      }
    }
    async function openBeside(what: Showable, { beside, side }: Place): Promise<void> {
      const id = await placed(what);
      if (id === null) return;
      const { elsewhere, arrange, selectSession } = store.getState();
      if (elsewhere.has(id) && (await tell('The terminal could not be brought here', api.attachSession(id))) === null) {
        return;
      }
      arrange((layout) => showBeside(layout, id, beside, side));
      selectSession(id);
    }
    async function signIn(accountId: AccountId): Promise<void> {
      const { app, openDialog } = store.getState();
      if (app.signInWindow) await tell('You are not signed in', api.signIn(accountId));
      else openDialog({ kind: 'edit-account', accountId });
    }
    async function retryWithTerminal(jobKey: JobKey): Promise<void> {
      await tell('The job could not be retried', api.retryWithTerminal(jobKey));
    }
    const disarm = (id: ArmId): void => void tell('The wait could not be ended', api.disarm(id));
    const openUrl = (url: string): void => void tell('The page could not be opened', api.openExternal(url));
    return {
      openTerminal: (jobKey) => void show(api.openTerminal(jobKey), 'The terminal did not open'),
      openJobUrl: (url) => void show(api.openJobUrl(url), 'That job’s terminal did not open'),
      retryWithTerminal,
      disarm,
      stepArmed(armed) {
        const { id, job, pipeline } = armed;
        switch (armStep(armed)) {
          case 'sign-in':
            return void signIn(pipeline.accountId);
          case 'play':
            return void (job && tell('The job could not be started', api.playWithTerminal(job.key)));
          case 'retry':
            return void (job && retryWithTerminal(job.key));
          case 'disarm':
          case 'dismiss':
            return disarm(id);
        }
      },
      openLocalShell: () => void show(api.openLocalShell(), 'The local shell did not open'),
      showSession,
      openBeside: (what, place) => void openBeside(what, place),
      bringHere: (id) => void bringHere(id),
      openWindow: (id) => void tell('The window did not open', api.openWindow(id)),
      refreshJobs: (accountId) => void tell('The jobs could not be refreshed', api.refreshJobs(accountId)),
      async checkAccount(accountId) {
        await tell('The account could not be checked', api.checkAccount(accountId));
      },
      signIn,
      reorderAccounts: (ids) => void tell('The accounts could not be moved', api.reorderAccounts(ids)),
      openUrl,
      copyText: (text) => void tell('The text could not be copied', api.writeClipboard(text)),
      checkForUpdates: () => void tell('Updates could not be looked for', api.checkForUpdates()),
      downloadUpdate: () => void tell('The update could not be fetched', api.downloadUpdate()),
      cancelUpdate: () => void api.cancelUpdate(),
      installUpdate: () => void tell('The update could not be installed', api.installUpdate()),
      updateSettings: (patch) => void tell('The settings could not be changed', api.updateSettings(patch)),
      readNotices: (ids) => void tell('The notices could not be marked as read', api.readNotices(ids)),
      dismissNotices: (ids) => void tell('The notices could not be dismissed', api.dismissNotices(ids)),
      actOnNotice(action) {
        const { openDialog } = store.getState();
        switch (action.do) {
          case 'show-session':
            return showSession(action.sessionId);
          case 'reconnect':
            showSession(action.sessionId);
            return void tell('The terminal could not be reconnected', api.reconnect(action.sessionId));
          case 'retry-job':
            return void retryWithTerminal(action.jobKey);
          case 'copy':
            return void tell('The text could not be copied', api.writeClipboard(action.text));
          case 'edit-account':
            return openDialog({ kind: 'edit-account', accountId: action.accountId });
          case 'renew-token':
            return openDialog({ kind: 'renew-token', accountId: action.accountId });
          case 'sign-in':
            return void signIn(action.accountId);
          case 'open-url':
            return openUrl(action.url);
          case 'open-settings':
            return openDialog({ kind: 'settings', page: 'general' });
        }
      },
    };
  }, [api, store]);
}
