import { type ComponentType, createElement, type ReactNode, useEffect, useState } from 'react';
import { afterPaint } from './after-paint.ts';

export interface Deferred<P> {
  /** The component itself. Shows nothing, or `whileLoading`, for the moment that its code is not there yet. */
  readonly Component: ComponentType<P>;
  /** Fetches the code, once. Never rejects: what could not be had is told where it is needed. */
  readonly fetch: () => Promise<void>;
}

/**
 * A part of the window whose code comes after the first paint. Unlike React's `lazy` it is drawn at once when its code is
 * there already: a Suspense boundary shows its fallback even then, and holds the content back for up to 300 ms.
 */
export function deferred<P extends object>(
  load: () => Promise<ComponentType<P>>,
  whileLoading: ReactNode = null,
): Deferred<P> {
  let loaded: ComponentType<P> | null = null;
  let fetching: Promise<void> | null = null;

  function fetch(): Promise<void> {
    fetching ??= load().then(
      (component) => {
        loaded = component;
      },
      () => {
        // The next one who needs it asks again.
        fetching = null;
      },
    );
    return fetching;
  }

  function Component(props: P): ReactNode {
    const [failed, setFailed] = useState(false);
    const [, setHere] = useState(loaded !== null);
    useEffect(() => {
      if (loaded !== null) return;
      let gone = false;
      const stop = afterPaint(async () => {
        await fetch();
        if (gone) return;
        setHere(loaded !== null);
        setFailed(loaded === null);
      });
      return () => {
        gone = true;
        stop();
      };
    }, []);
    if (loaded !== null) return createElement(loaded, props);
    return failed ? <DidNotLoad /> : whileLoading;
  }
  return { Component, fetch };
}

function DidNotLoad(): ReactNode {
  return (
    <p className="did-not-load" role="alert">
      A part of Jobdeck could not be loaded. Reload the window.
    </p>
  );
}
