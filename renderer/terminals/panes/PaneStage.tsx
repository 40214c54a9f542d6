import { Fragment, useEffect } from 'react';
import { Group, Panel, Separator, type Layout as Sizes, useGroupRef } from 'react-resizable-panels';
import type { SessionFacts, SessionId } from '../../../electron/contract.ts';
import type { BroadcastControls } from '../broadcast/use-broadcast.ts';
import type { TerminalDeck } from '../terminal-deck.ts';
import type { Platform } from '../terminal-keys.ts';
import type { TabActions } from '../use-tab-actions.ts';
import { changeTree } from './layout.ts';
import { type PaneTree, resize, type Split, sessionsOf } from './pane-tree.ts';
import { type PaneSearch, SessionPane } from './SessionPane.tsx';
import type { PaneDrop } from './TabDrag.tsx';

export interface PaneStageProps {
  readonly tree: PaneTree;
  /** The pane is one of several, which it hides for now. */
  readonly zoomed: boolean;
  readonly drop: PaneDrop | null;
  readonly deck: TerminalDeck;
  readonly sessions: readonly SessionFacts[];
  readonly activeId: SessionId;
  readonly broadcast: BroadcastControls;
  readonly actions: TabActions;
  readonly platform: Platform;
  readonly search: PaneSearch;
}

/** A shell of fewer columns and lines than these many pixels give is of no use. */
const leastWidth = 140;
const leastHeight = 96;

/** The panes of the tab in front. */
export function PaneStage(props: PaneStageProps) {
  return (
    <div className="pane-stage">
      <Tree {...props} node={props.tree} />
    </div>
  );
}

function Tree({ node, ...props }: PaneStageProps & { readonly node: PaneTree }) {
  if (node.kind === 'split') return <SplitView key={shapeOf(node)} {...props} node={node} />;
  const session = props.sessions.find(({ id }) => id === node.sessionId);
  if (!session) return null;
  const { deck, activeId, actions, platform, search, drop, zoomed, broadcast } = props;
  return (
    <SessionPane
      key="pane"
      session={session}
      deck={deck}
      focused={session.id === activeId}
      place={props.tree.kind === 'split' ? 'beside-others' : zoomed ? 'zoomed' : 'alone'}
      broadcast={broadcast}
      tab={sessionsOf(props.tree)}
      drop={drop?.sessionId === session.id ? drop.side : null}
      actions={actions}
      platform={platform}
      search={search}
    />
  );
}

function SplitView({ node, ...props }: PaneStageProps & { readonly node: Split }) {
  const group = useGroupRef();
  const ids = node.parts.map((part) => panelOf(part.tree));
  const wanted = Object.fromEntries(node.parts.map(({ share }, index) => [ids[index], share]));

  // A line that is dragged has told the tree already; this is for what else changes shares.
  useEffect(() => {
    const now = group.current?.getLayout();
    const differs = (id: string): boolean => Math.abs((now?.[id] ?? 0) - (wanted[id] ?? 0)) > 0.1;
    if (now && Object.keys(wanted).some(differs)) group.current?.setLayout(wanted);
  });

  const onSizes = (sizes: Sizes, byUser: boolean): void => {
    if (!byUser) return;
    const shares = ids.map((id) => sizes[id] ?? 0);
    const [first] = sessionsOf(node);
    if (first === undefined) return;
    props.actions.arrange((layout) => changeTree(layout, first, (tree) => resize(tree, sessionsOf(node), shares)));
  };
  return (
    <Group
      className="pane-split"
      orientation={node.direction === 'row' ? 'horizontal' : 'vertical'}
      groupRef={group}
      defaultLayout={wanted}
      onLayoutChanged={(sizes, { isUserInteraction }) => onSizes(sizes, isUserInteraction)}
    >
      {node.parts.map((part, index) => (
        <Fragment key={ids[index]}>
          {index > 0 && (
            <Separator
              className="pane-handle"
              aria-label={node.direction === 'row' ? 'Width of the panes' : 'Height of the panes'}
            />
          )}
          <Panel id={ids[index] ?? ''} minSize={node.direction === 'row' ? leastWidth : leastHeight}>
            <Tree {...props} node={part.tree} />
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}

const panelOf = (tree: PaneTree): string => `room-${sessionsOf(tree).join('-')}`;

/** The same for two trees that differ in nothing but shares: what changes by dragging a line is not drawn anew. */
function shapeOf(tree: PaneTree): string {
  if (tree.kind === 'pane') return tree.sessionId;
  return `${tree.direction}(${tree.parts.map((part) => shapeOf(part.tree)).join(' ')})`;
}
