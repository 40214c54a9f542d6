import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * Score and depth as GitLab counts them (app/graphql/types/base_field.rb, resolvers/base_resolver.rb): a field costs 1;
 * a connection its children and 1, 1 more when sorted, 5 when searched, 2 for a sha or ref, and all that grows by 1 %
 * per item of the page. Cut to a whole number at each connection, as there.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  pageSize: number,
): { readonly score: number; readonly depth: number } {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition);
  }

  function argument(field: FieldNode, name: string): unknown {
    const value = field.arguments?.find((one) => one.name.value === name)?.value;
    if (!value) return undefined;
    if (value.kind === 'Variable') return variables[value.name.value] ?? undefined;
    if (value.kind === 'IntValue') return Number(value.value);
    return value.kind === 'NullValue' ? undefined : 'value' in value ? value.value : value;
  }

  function fieldCost(parent: GraphQLObjectType, field: FieldNode): { score: number; depth: number } {
    const definition = parent.getFields()[field.name.value];
    const type = definition ? getNamedType(definition.type) : null;
    const inner =
      field.selectionSet && isObjectType(type) ? selectionCost(type, field.selectionSet) : { score: 0, depth: 0 };
    if (!type?.name.endsWith('Connection')) return { score: inner.score + 1, depth: inner.depth + 1 };
    const first = argument(field, 'first');
    const items = Math.min(pageSize, typeof first === 'number' ? first : pageSize);
    const own =
      inner.score +
      1 +
      (argument(field, 'sort') === undefined ? 0 : 1) +
      (argument(field, 'search') === undefined ? 0 : 5) +
      (argument(field, 'sha') === undefined && argument(field, 'ref') === undefined ? 0 : 2);
    return { score: Math.trunc(own + own * items * 0.01), depth: inner.depth + 1 };
  }

  function selectionCost(type: GraphQLObjectType, set: SelectionSetNode): { score: number; depth: number } {
    let score = 0;
    let depth = 0;
    for (const selection of set.selections) {
      const inner =
        selection.kind === 'Field'
          ? fieldCost(type, selection)
          : selectionCost(
              type,
              selection.kind === 'InlineFragment'
                ? selection.selectionSet
                : (fragments.get(selection.name.value)?.selectionSet ?? { kind: set.kind, selections: [] }),
            );
      score += inner.score;
      depth = Math.max(depth, inner.depth);
    }
    return { score, depth };
  }

  const query = schema.getQueryType();
  return query ? selectionCost(query, operation.selectionSet) : { score: 0, depth: 0 };
}
