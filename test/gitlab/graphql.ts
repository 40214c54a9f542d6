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
import type { ApiCaller } from './authentication.ts';
import { scopeRefusal } from './authentication.ts';
import { type Answer, type Ask, json } from './exchange.ts';
import { costOf } from './graphql-cost.ts';
import { rootOf } from './graphql-resolvers.ts';
import { schemaText } from './graphql-schema.ts';
import type { Store } from './store.ts';

const deepestSignedIn = 20;
const longestQuery = 10_000;

interface Wanted {
  readonly query?: unknown;
  readonly variables?: unknown;
  readonly operationName?: unknown;
}

/** `/api/graphql`: one operation, or several as a JSON array whose limits are counted together. */
export function createGraphql(deps: {
  readonly store: Store;
  readonly base: () => string;
}): (ask: Ask, caller: ApiCaller) => Promise<Answer> {
  const { store } = deps;
  let schema: GraphQLSchema | null = null;

  async function runOne(wanted: Wanted, caller: ApiCaller, spent: { score: number }): Promise<object> {
    const text = typeof wanted.query === 'string' ? wanted.query : '';
    schema ??= buildSchema(schemaText(store.graphql === 'old'));
    let document: DocumentNode;
    try {
      document = parse(text);
    } catch (error) {
      return { errors: [error instanceof GraphQLError ? error.toJSON() : { message: String(error) }] };
    }
    const faults = validate(schema, document);
    if (faults.length > 0) return { errors: faults.map((fault) => fault.toJSON()) };
    const operationName = typeof wanted.operationName === 'string' ? wanted.operationName : null;
    const operation = getOperationAST(document, operationName);
    if (!operation) return { errors: [{ message: 'An operation name is required' }] };
    const variables = (wanted.variables ?? {}) as Record<string, unknown>;
    const { score, depth } = costOf(schema, document, operation, variables, store.limits.pageSize);
    spent.score += score;
    if (depth > deepestSignedIn) {
      return { errors: [{ message: `Query has depth of ${depth}, which exceeds max depth of ${deepestSignedIn}` }] };
    }
    const limit = caller.user ? store.limits.complexity : Math.min(200, store.limits.complexity);
    if (spent.score > limit) {
      return {
        errors: [{ message: `Query has complexity of ${spent.score}, which exceeds max complexity of ${limit}` }],
      };
    }
    const result = await execute({
      schema,
      document,
      rootValue: rootOf({ store, base: deps.base(), user: caller.user, score, projectJobs: 0 }),
      variableValues: variables,
      operationName,
    });
    return {
      ...(result.data === undefined ? {} : { data: result.data }),
      ...(result.errors ? { errors: result.errors.map((error) => error.toJSON()) } : {}),
    };
  }

  return async (ask, caller) => {
    if (store.graphql === 'refused') return json(404, { error: '404 Not Found' });
    if (caller.refusal) return json(401, { errors: [{ message: 'Invalid token' }] });
    const refusal = scopeRefusal(caller, ['api', 'read_api']);
    if (refusal) return refusal;
    let wanted: unknown;
    try {
      wanted = ask.method === 'GET' ? Object.fromEntries(ask.query) : JSON.parse(ask.body.toString());
    } catch {
      return json(400, { errors: [{ message: 'Invalid JSON' }] });
    }
    const several = Array.isArray(wanted);
    const all = (several ? wanted : [wanted]) as readonly Wanted[];
    const length = all.reduce((sum, one) => sum + (typeof one.query === 'string' ? one.query.length : 0), 0);
    if (length > longestQuery) return json(200, { errors: [{ message: 'Query too large' }] });
    const spent = { score: 0 };
    const results: object[] = [];
    for (const one of all) results.push(await runOne(one, caller, spent));
    return json(200, several ? results : (results[0] ?? {}));
  };
}
