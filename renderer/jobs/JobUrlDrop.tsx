import { Link } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useActions } from '../actions.ts';
import { useDeck } from '../store.ts';
import { droppedJobUrl, mayHoldUrl } from './dropped-url.ts';

/** A text field takes dropped text itself; a terminal's hidden one does not. */
function isTextField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea') !== null && target.closest('.xterm') === null;
}

/** A job's link, dragged from a browser into the window, opens its terminal. */
export function JobUrlDrop() {
  const { store } = useDeck();
  const { openJobUrl } = useActions();
  const [over, setOver] = useState(false);

  useEffect(() => {
    let ownDrag = false;
    const isForeign = (event: DragEvent): event is DragEvent & { readonly dataTransfer: DataTransfer } =>
      !ownDrag && event.dataTransfer !== null && !isTextField(event.target);

    const onOver = (event: DragEvent): void => {
      if (!isForeign(event)) {
        setOver(false);
        return;
      }
      event.preventDefault();
      const welcome = mayHoldUrl(event.dataTransfer.types);
      event.dataTransfer.dropEffect = welcome ? 'copy' : 'none';
      setOver(welcome);
    };
    const onLeave = (event: DragEvent): void => {
      // Null: out of the window, and not only from one element to the next.
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      setOver(false);
      if (!isForeign(event)) return;
      event.preventDefault();
      const { dataTransfer } = event;
      const url = mayHoldUrl(dataTransfer.types) ? droppedJobUrl((type) => dataTransfer.getData(type)) : null;
      if (url !== null) openJobUrl(url);
      else
        store.getState().complain('Nothing was opened', {
          kind: 'bad-address',
          message: 'What you dropped is not the URL of a GitLab job or pipeline.',
          next: 'Drag the link of a job’s page: it has /-/jobs/ and a number in it.',
        });
    };
    const onOwnStart = (): void => {
      ownDrag = true;
    };
    const onOwnEnd = (): void => {
      ownDrag = false;
      setOver(false);
    };

    const undo = new AbortController();
    const { signal } = undo;
    window.addEventListener('dragover', onOver, { signal });
    window.addEventListener('dragleave', onLeave, { signal });
    window.addEventListener('drop', onDrop, { signal });
    window.addEventListener('dragstart', onOwnStart, { signal });
    window.addEventListener('dragend', onOwnEnd, { signal });
    return () => undo.abort();
  }, [store, openJobUrl]);

  if (!over) return null;
  return (
    <div className="drop-shade" role="status">
      <div className="drop-target">
        <Link aria-hidden />
        <p>Drop the job’s link to open its terminal</p>
      </div>
    </div>
  );
}
