import { type PageFiles, readPageFiles } from '../doors/page-files.ts';
import { startServer, type WebServer } from './server.ts';

/** Fixed, so that a tunnel or a bookmark stays right. */
const USUAL_PORT = 7411;

type StartDeps = Omit<Parameters<typeof startServer>[0], 'port' | 'app'>;

/** Starts on the port that was asked for; on none, the usual one or, when that is taken, any. */
export async function startOn(port: number | null, rendererDir: string, deps: StartDeps): Promise<WebServer> {
  const app: PageFiles = readPageFiles(rendererDir);
  try {
    return await startServer({ ...deps, app, port: port ?? USUAL_PORT });
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    if (port !== null || !isTaken) throw error;
    return startServer({ ...deps, app, port: 0 });
  }
}
