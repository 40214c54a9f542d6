/** A real nginx before a simulated GitLab. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { endsWithin } from './child.ts';
import { findProgram } from './machine.ts';

export interface Nginx {
  readonly url: string;
  dispose(): Promise<void>;
}

/**
 * Passes everything on as GitLab's documentation has it for terminals: HTTP/1.1 and the upgrade headers
 * (https://docs.gitlab.com/administration/integration/terminal/#enabling-and-disabling-terminal-support).
 * Host is passed whole, so that links name this address.
 */
function configuration(folder: string, port: number, upstream: string, limitSeconds: number): string {
  return `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 256; }
http {
  access_log off;
  send_timeout ${limitSeconds}s;
  proxy_send_timeout ${limitSeconds}s;
  proxy_read_timeout ${limitSeconds}s;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  map $http_upgrade $connection_upgrade { default upgrade; '' close; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${upstream};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
    }
  }
}
`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function answers(url: string): Promise<boolean> {
  return fetch(url, { redirect: 'manual' }).then(
    () => true,
    () => false,
  );
}

/**
 * `upstream` is an http URL; its path, if any, stays in the address. `limitSeconds`: how long nginx waits for a side that
 * takes or sends nothing; 60 is its default.
 */
export async function startNginx(folder: string, upstream: string, limitSeconds: number): Promise<Nginx> {
  const program = findProgram('nginx');
  if (program === null) throw new Error('no nginx here');
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const { origin, pathname } = new URL(upstream);
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, port, origin, limitSeconds));

  let printed = '';
  const nginx = spawn(program, ['-p', folder, '-c', file, '-e', join(folder, 'error.log')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  nginx.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const url = `http://127.0.0.1:${port}${pathname.replace(/\/$/, '')}`;
  while (!(await answers(url))) {
    if (nginx.exitCode !== null) throw new Error(`nginx did not start: ${printed}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    url,
    async dispose() {
      nginx.kill('SIGTERM');
      if (!(await endsWithin(nginx, 5_000))) nginx.kill('SIGKILL');
    },
  };
}
