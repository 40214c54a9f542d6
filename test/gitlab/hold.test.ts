import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SimJob } from './api.ts';
import { goDuration } from './log-frame.ts';
import { measuredEnd, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.dispose());

/** Order and text of the lines that were measured; figures of other runs are put in for ours. */
function expectLog(job: SimJob, lines: readonly string[] | undefined): void {
  const log = stripVTControlCharacters(job.log);
  let from = 0;
  for (const line of lines ?? []) {
    const found = log.indexOf(line.replace(' …', ''), from);
    expect(found, `${line} in ${log.slice(-900)}`).toBeGreaterThanOrEqual(from);
    from = found + 1;
  }
}
const swap = (lines: readonly string[] | undefined, from: string, to: string) =>
  lines?.map((line) => line.replace(from, to));

const marked = (job: SimJob) => job.log.replace(/section_end:\d+/g, 'section_end:N');

const gate = 'until [ -e done ]; do sleep 0.02; done';

describe('hold', () => {
  it('writes the line right after a section mark, keeps the job running, and runs out', async () => {
    const job = world.job({ script: 'sleep 0.3', sessionTimeoutSeconds: 4 });
    const client = await world.open(job);
    await expect.poll(() => job.log).toContain('will time out in 4s');
    expect(marked(job)).toContain(
      'section_end:N:step_script\r\x1b[0K\x1b[32;1mTerminal is connected, will time out in 4s...\x1b[0;m\n',
    );
    expect(job.status).toBe('running');
    const json = (await (await world.web(`/acme/tools/widgets/-/jobs/${job.id}.json`)).json()) as {
      terminal_path?: string;
    };
    expect(json.terminal_path).toBe(`/acme/tools/widgets/-/jobs/${job.id}/terminal`);
    await client.ended();
    expect(client.ends).toEqual(['tcp-end']);
    await job.until('success');
    expectLog(job, swap(swap(measuredEnd('shell', 'hold used up').log, '1m5s', '4s'), '1m5s', '4s'));
  });

  it('writes a duration as Go does', () => {
    expect([8, 60, 65, 3600, 1800].map(goDuration)).toEqual(['8s', '1m0s', '1m5s', '1h0m0s', '30m0s']);
  });

  it('holds nobody when nobody is connected', async () => {
    const job = world.job({ script: 'true' });
    await job.until('success');
    expect(job.log).not.toContain('Terminal');
  });

  it('ends at once when the client goes', async () => {
    const job = world.job({ script: 'sleep 0.3', sessionTimeoutSeconds: 60 });
    const client = await world.open(job);
    await expect.poll(() => job.log).toContain('will time out in');
    client.destroy();
    await job.until('success');
    expectLog(job, measuredEnd('shell', 'client gone during the hold').log);
  });

  it('holds a failed job too, and reports its failure', async () => {
    const job = world.job({ script: 'sleep 0.3\nexit 7', sessionTimeoutSeconds: 1 });
    await world.open(job);
    await job.until('failed');
    const end = measuredEnd('shell', 'failed script, then hold used up');
    expectLog(job, swap(end.log, '8s', '1s'));
    const api = (await (await world.api(`/api/v4/projects/${world.project.id}/jobs/${job.id}`)).json()) as {
      failure_reason: string;
    };
    expect(api.failure_reason).toBe(end.reported?.[0]?.failure_reason);
  });

  it('holds after after_script only', async () => {
    const job = world.job({ script: 'sleep 0.2', afterScript: 'echo cleaning', sessionTimeoutSeconds: 1 });
    await world.open(job);
    await job.until('success');
    expect(marked(job)).toContain('section_end:N:after_script\r\x1b[0K\x1b[32;1mTerminal is connected');
  });

  it('is cut short by the job timeout', async () => {
    const job = world.job({ script: 'sleep 0.2', sessionTimeoutSeconds: 600, jobTimeoutSeconds: 2 });
    await world.open(job);
    await job.until('success');
    expect(job.log).toMatch(/will time out in [12]s/);
  });
});

describe('cancel and stop', () => {
  it('cancel of an old runner: over in GitLab at once, the socket open and dead until typed into', async () => {
    const job = world.job({ script: gate, gracefulCancel: false, sessionTimeoutSeconds: 200 });
    const client = await world.open(job);
    await client.see('$ ');
    job.cancel();
    expect(job.status).toBe('canceled');
    await expect.poll(() => job.log).toContain('Job failed: canceled');
    expectLog(job, measuredEnd('shell', 'cancelled during the script').log);
    client.send('?', 9);
    await client.until(() => client.pongs === 1);
    expect(client.ends).toEqual([]);
    expect((await world.open(job)).status).toBe(404);
    client.send('x');
    await client.ended();
    expect(client.ends).toEqual(['tcp-end']);
  });

  it('graceful cancel: canceling, a normal hold, then canceled', async () => {
    const job = world.job({ script: gate, sessionTimeoutSeconds: 1 });
    const client = await world.open(job);
    await client.see('$ ');
    const answer = await world.api(`/api/v4/projects/${world.project.id}/jobs/${job.id}/cancel`, { method: 'POST' });
    expect([answer.status, ((await answer.json()) as { status: string }).status]).toEqual([201, 'canceling']);
    const json = (await (await world.web(`/acme/tools/widgets/-/jobs/${job.id}.json`)).json()) as object;
    expect(json).not.toHaveProperty('terminal_path');
    await client.ended();
    await job.until('canceled');
    expectLog(
      job,
      measuredEnd('shell', 'graceful cancel (canceling) during the script, session_timeout 20 s').log?.map((line) =>
        line.replace('20s', '1s'),
      ),
    );
  });

  it('cancel in the hold is noticed at the report, and the log has the result of the script', async () => {
    const job = world.job({ script: 'sleep 0.3', sessionTimeoutSeconds: 200 });
    const client = await world.open(job);
    await expect.poll(() => job.log).toContain('will time out');
    job.cancel();
    await client.ended();
    await job.until('canceled');
    expectLog(job, measuredEnd('shell', 'cancelled during the hold').log);
  });

  it('job timeout: failed, and the socket stays dead until the tick', async () => {
    const other = await startWorld({ timing: { reauthoriseEveryMs: 2_500 } });
    const job = other.job({ script: gate, jobTimeoutSeconds: 1 });
    const client = await other.open(job);
    await job.until('failed');
    const end = measuredEnd('shell', 'job timeout during the script');
    expectLog(job, swap(end.log, '6s', '1s'));
    expect(client.ends).toEqual([]);
    await client.ended();
    expect(client.ends).toEqual(['tcp-end']);
    const api = (await (await other.api(`/api/v4/projects/${other.project.id}/jobs/${job.id}`)).json()) as {
      failure_reason: string;
    };
    expect(api.failure_reason).toBe(end.reported?.[0]?.failure_reason);
    await other.dispose();
  });

  it('runner told to terminate', async () => {
    const job = world.job({ script: gate, sessionTimeoutSeconds: 30 });
    const client = await world.open(job);
    await client.see('$ ');
    job.stopRunner('SIGTERM');
    await client.ended();
    await job.until('failed');
    const end = measuredEnd('shell', 'runner SIGTERM');
    expect(client.ends).toEqual(end.clientSees);
    expectLog(job, end.log);
  });

  it('runner killed: the socket ends, nothing is said, and no new one opens', async () => {
    const job = world.job({ script: gate });
    const client = await world.open(job);
    await client.see('$ ');
    job.stopRunner('SIGKILL');
    await client.ended();
    expect(client.ends).toEqual(measuredEnd('shell', 'runner SIGKILL').clientSees);
    expect(job.log).not.toContain('Terminal');
    expect([job.status, (await world.open(job)).status]).toEqual(['running', 500]);
  });

  it('runner told to quit goes on', async () => {
    const job = world.job({ script: 'sleep 0.3', sessionTimeoutSeconds: 1 });
    const client = await world.open(job);
    job.stopRunner('SIGQUIT');
    await client.ended();
    await job.until('success');
    expect(job.log).toContain('terminal session timed out');
  });
});

describe('docker-like', () => {
  it('the shell dies with the script, before after_script, where a new one opens at once', async () => {
    const job = world.job({ executor: 'docker', script: 'sleep 0.4', afterScript: 'echo after; sleep 0.8' });
    const first = await world.open(job);
    await first.see('# ');
    await first.ended();
    expect(first.ends).toEqual(measuredEnd('docker', 'script ends').clientSees);
    expect(job.status).toBe('running');
    await expect.poll(async () => (await world.open(job)).status, { interval: 20 }).toBe(101);
    expect(job.status).toBe('running');
    await job.until('success');
    expect(job.log).not.toContain('Terminal');
  });
});

describe('ends of any executor', () => {
  it('docker-like, cancelled: the connection just finishes', async () => {
    const job = world.job({ executor: 'docker' });
    const client = await world.open(job);
    await client.see('# ');
    job.cancel();
    await client.ended();
    expect(client.ends).toEqual(measuredEnd('docker', 'cancelled').clientSees);
    expect(await job.until('canceled')).toBe('canceled');
  });

  it('the server is stopped: the connection just finishes', async () => {
    const other = await startWorld();
    const client = await other.open(other.job());
    other.instance.offline();
    await client.ended();
    expect(client.ends).toEqual(measuredEnd('any', 'Workhorse SIGTERM or SIGKILL').clientSees);
    await other.dispose();
  });
});

describe('the job itself', () => {
  it('runs, echoes its commands, keeps blocks whole, and says how it ended', async () => {
    const job = world.job({
      script: 'x=5\nfor i in 1 2; do\n  echo "n$i"\ndone\necho "$x $CI_JOB_NAME"\nfalse\necho never',
      name: 'talk',
    });
    await job.until('failed');
    const log = stripVTControlCharacters(job.log);
    expect(log).toContain(
      '$ for i in 1 2; do # collapsed multi-line command\nn1\nn2\n$ echo "$x $CI_JOB_NAME"\n5 talk\n$ false\n',
    );
    expect(log).not.toContain('never');
    expect(log).toContain('ERROR: Job failed: exit status 1');
  });

  it('obeys the test that ends it', async () => {
    const job = world.job();
    job.finishScript(3);
    await job.until('failed');
    expect(job.log).toContain('exit status 3');
  });

  it('dates section marks by the runner, whose clock may be wrong', async () => {
    const other = await startWorld({ timing: { runnerClockSkewMs: 3_600_000 } });
    const job = other.job({ script: 'true' });
    await job.until('success');
    const mark = Number(/section_end:(\d+):step_script/.exec(job.log)?.[1]);
    expect(mark).toBeGreaterThan(Date.now() / 1000 + 3_500);
    await other.dispose();
  });
});
