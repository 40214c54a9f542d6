import type { Settings } from '../../electron/contract.ts';
import { SwitchRow, type SwitchRowProps } from '../ui/SwitchRow.tsx';
import { ManagedMark, useLocked } from './ManagedMark.tsx';

export interface SwitchSettingProps extends SwitchRowProps {
  /** What it changes: a policy may have locked it. */
  readonly setting: keyof Settings;
}

export function SwitchSetting({ setting, ...row }: SwitchSettingProps) {
  const locked = useLocked(setting);
  return <SwitchRow {...row} disabled={locked || row.disabled === true} note={locked ? <ManagedMark /> : row.note} />;
}
