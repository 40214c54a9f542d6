import type { PageEvent } from '../../doors/views.ts';

/** The value of an event as it goes to another process: a clone takes all the memory that an array is a part of. */
export function toClone(event: PageEvent): PageEvent['value'] {
  return event.name === 'output' ? { ...event.value, bytes: event.value.bytes.slice() } : event.value;
}
