import { RotateCw } from 'lucide-react';
import { pageShowsImages } from '../../terminals/images/page-images.ts';
import { Button } from '../../ui/Button.tsx';
import { SwitchSetting } from '../SwitchSetting.tsx';
import type { SectionProps } from './TextSettings.tsx';

export interface ImagesSettingProps extends SectionProps {
  readonly onReload: () => void;
}

/** The one setting here that does not show at once: the page's policy, which the decoder needs, comes with the page. */
export function ImagesSetting({ settings, onChange, onReload }: ImagesSettingProps) {
  const waits = settings.terminalImages !== pageShowsImages(document);
  return (
    <>
      <SwitchSetting
        setting="terminalImages"
        label="Images"
        help="Shows pictures that programs print (sixel, iTerm). Takes up to 32 MB for each terminal, and lets their decoder run in this window (WebAssembly)."
        checked={settings.terminalImages}
        onChecked={(terminalImages) => onChange({ terminalImages })}
      />
      <div className="setting-reload" role="status">
        {waits && (
          <>
            <span>
              {settings.terminalImages ? 'Images are shown' : 'Images are left out'} once this window is loaded anew.
              Your terminals go on and come back as they are.
            </span>
            <Button size="small" onClick={onReload}>
              <RotateCw aria-hidden />
              Reload window
            </Button>
          </>
        )}
      </div>
    </>
  );
}
