import { Segmented, type SegmentedProps } from '../ui/Segmented.tsx';
import { SettingRow, type SettingRowProps } from './SettingRow.tsx';

export type ChoiceSettingProps<T extends string> = Required<Pick<SettingRowProps, 'setting'>> &
  Omit<SettingRowProps, 'setting' | 'children' | 'htmlFor'> &
  SegmentedProps<T>;

/** A setting that is one of a few, all in sight. */
export function ChoiceSetting<T extends string>({ setting, label, help, ...choice }: ChoiceSettingProps<T>) {
  return (
    <SettingRow setting={setting} label={label} {...(help === undefined ? {} : { help })}>
      <Segmented label={label} {...choice} />
    </SettingRow>
  );
}
