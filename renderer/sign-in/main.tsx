import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/ui.css';
import './head.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Head } from './Head.tsx';
import { findHeadBridge } from './head-bridge.ts';

const bridge = findHeadBridge();
const root = document.getElementById('root');
if (root && bridge) {
  createRoot(root).render(
    <StrictMode>
      <Head bridge={bridge} />
    </StrictMode>,
  );
}
