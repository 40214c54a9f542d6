import { VaultStatement } from '../accounts/VaultStatement.tsx';
import { useStore } from '../store.ts';

export function SecurityPage() {
  const vault = useStore((state) => state.vault);
  return (
    <div className="vault-page">
      <VaultStatement vault={vault} />
      <p className="field-help">
        Tokens and web sessions stay in Jobdeck’s core and go to their own instance only. This window can replace one
        and can never read one back.
      </p>
    </div>
  );
}
