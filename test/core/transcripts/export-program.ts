import { bundleExportProgram } from '../../../electron/build/bundles.ts';
import { repositoryRoot } from '../../e2e/machine.ts';

let made: Promise<string> | null = null;

/** The program of an export's thread from today's sources, as a build has it. */
export function exportProgram(): Promise<string> {
  made ??= bundleExportProgram(repositoryRoot, 'node20');
  return made;
}
