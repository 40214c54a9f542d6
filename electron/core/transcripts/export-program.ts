/** The whole of export-worker.ts, as the build made it for this runtime: electron/build/bundles.ts. */
declare const JOBDECK_EXPORT_PROGRAM: string;

export const exportProgram: string = JOBDECK_EXPORT_PROGRAM;
