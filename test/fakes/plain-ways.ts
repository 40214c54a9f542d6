import { createWays, ordinaryRules } from '../../electron/core/gitlab/ways.ts';

/** As without a policy, and without a desktop to ask for proxies. */
export const plainWays = createWays({ rules: () => ordinaryRules, askSystem: null });
