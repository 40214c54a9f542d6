/** The three names that preload and main use between them; nothing else goes over IPC. */
export const IPC_CALL = 'jobdeck:call';
export const IPC_SEND = 'jobdeck:send';
export const IPC_EVENT = 'jobdeck:event';
