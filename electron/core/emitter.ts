export interface Emitter<Map> {
  /** Returns its undo. */
  on<K extends keyof Map>(event: K, listener: (value: Map[K]) => void): () => void;
  emit<K extends keyof Map>(event: K, value: Map[K]): void;
  dispose(): void;
}

type Listeners<Map> = { [K in keyof Map]?: Set<(value: Map[K]) => void> };

/** A typed emitter; a listener that throws does not keep the others from hearing. */
export function createEmitter<Map>(onListenerError: (error: unknown) => void): Emitter<Map> {
  const listeners: Listeners<Map> = {};

  return {
    on(event, listener) {
      let set = listeners[event];
      if (set === undefined) {
        set = new Set();
        listeners[event] = set;
      }
      set.add(listener);
      return () => set.delete(listener);
    },
    emit(event, value) {
      for (const listener of [...(listeners[event] ?? [])]) {
        try {
          listener(value);
        } catch (error) {
          onListenerError(error);
        }
      }
    },
    dispose() {
      for (const event of Object.keys(listeners) as (keyof Map)[]) listeners[event]?.clear();
    },
  };
}
