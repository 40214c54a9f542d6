import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import {
  buildSchema,
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import { type WebSocket, WebSocketServer } from 'ws';
import type { InstanceOptions } from './api.ts';
import { type ApiCaller, scopeRefusal } from './authentication.ts';
import { refuseUpgrade } from './channel.ts';
import { type Ask, html } from './exchange.ts';
import { subscriptionRootOf } from './graphql-resolvers.ts';
import { schemaText } from './graphql-schema.ts';
import { notFoundPage } from './pages.ts';
import type { JobRecord, Store, UserRecord } from './store.ts';
import type { Timers } from './timers.ts';

/**
 * ActionCable at `/-/cable` with GitLab's GraphqlChannel (app/channels): token or web session, GraphQL in the identifier,
 * the answer before the confirmation. A foreign or missing Origin is answered 404, as Rails does.
 */
export interface CableEndpoint {
  open(request: IncomingMessage, socket: Socket, head: Buffer, ask: Ask): number;
  subscriptions(): number;
}

const pingEveryMs = 3_000;
const unauthorized =
  "The resource that you are attempting to access does not exist or you don't have permission to perform this action";

export function createCable(deps: {
  readonly store: Store;
  readonly timers: Timers;
  readonly push: NonNullable<InstanceOptions['push']>;
  readonly base: () => string;
  callerOf(ask: Ask): ApiCaller;
}): CableEndpoint {
  const { store, timers } = deps;
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('actioncable-v1-json') ? 'actioncable-v1-json' : false),
  });
  const live = new Set<object>();
  let schema: GraphQLSchema | null = null;

  function serve(client: WebSocket, caller: ApiCaller): void {
    const leave = new Map<string, () => void>();
    const send = (value: object) => client.readyState === client.OPEN && client.send(JSON.stringify(value));
    const stopPings = timers.every(
      () => pingEveryMs,
      () => send({ type: 'ping', message: Math.floor(store.now() / 1000) }),
    );
    client.on('close', () => {
      stopPings();
      for (const undo of leave.values()) undo();
    });
    client.on('error', () => client.terminate());
    client.on('message', (data) => {
      const { command, identifier } = JSON.parse(data.toString()) as { command: string; identifier: string };
      if (command === 'unsubscribe') {
        leave.get(identifier)?.();
        leave.delete(identifier);
      }
      if (command !== 'subscribe' || leave.has(identifier)) return;
      const params = JSON.parse(identifier) as Record<string, unknown>;
      // an unknown channel is noted in Rails' log, and that is all
      if (params.channel !== 'GraphqlChannel') return;
      if (caller.refusal !== null || scopeRefusal(caller, ['api', 'read_api']) !== null) {
        send({ identifier, type: 'reject_subscription' });
        return;
      }
      const begun = begin(params, caller.user, (result) => send({ identifier, message: { result, more: true } }));
      send({ identifier, message: { result: begun.first, more: begun.leave !== null } });
      send({ identifier, type: 'confirm_subscription' });
      leave.set(identifier, begun.leave ?? (() => undefined));
    });
    send({ type: 'welcome' });
  }

  function begin(
    params: Readonly<Record<string, unknown>>,
    user: UserRecord | null,
    tell: (result: object) => void,
  ): { readonly first: object; readonly leave: (() => void) | null } {
    const refuse = (errors: readonly object[]) => ({ first: { errors }, leave: null });
    schema ??= buildSchema(schemaText(store.graphql === 'old'));
    let document: DocumentNode;
    try {
      document = parse(String(params.query));
    } catch (error) {
      return refuse([error instanceof GraphQLError ? error.toJSON() : { message: String(error) }]);
    }
    const faults = validate(schema, document);
    if (faults.length > 0) return refuse(faults.map((fault) => fault.toJSON()));
    const operationName = typeof params.operationName === 'string' ? params.operationName : null;
    if (getOperationAST(document, operationName)?.operation !== 'subscription')
      return refuse([{ message: 'No subscription' }]);
    const variables = (params.variables ?? {}) as Record<string, unknown>;
    const job = jobOf(variables.jobId);
    if (job === null || !store.canSee(job.pipeline.project, user)) return refuse([{ message: unauthorized }]);
    const key = {};
    live.add(key);
    const listen = async () => {
      if (deps.push === 'silent' || schema === null) return;
      const operation = { store, base: deps.base(), user, score: 0, projectJobs: 0 };
      const rootValue = subscriptionRootOf(operation, job);
      const result = await execute({ schema, document, rootValue, variableValues: variables, operationName });
      tell({ data: result.data });
    };
    const listener = () => void listen();
    job.listeners.add(listener);
    return {
      first: { data: {} },
      leave() {
        live.delete(key);
        job.listeners.delete(listener);
      },
    };
  }

  function jobOf(gid: unknown): JobRecord | null {
    const id = Number(/^gid:\/\/gitlab\/Ci::Build\/(\d+)$/.exec(String(gid))?.[1]);
    return store.jobs.find((job) => job.id === id) ?? null;
  }

  return {
    open(request, socket, head, ask) {
      if (deps.push === 'absent' || ask.headers.origin !== new URL(deps.base()).origin) {
        return refuseUpgrade(socket, html(404, notFoundPage));
      }
      const caller = deps.callerOf(ask);
      server.handleUpgrade(request, socket, head, (client) => serve(client, caller));
      return 101;
    },
    subscriptions: () => live.size,
  };
}
