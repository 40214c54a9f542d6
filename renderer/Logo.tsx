/** The app's mark, small: see assets/icon.svg. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 64 64" width="20" height="20" aria-hidden="true">
      <rect x="13" y="3" width="38" height="12" rx="5" opacity=".38" />
      <rect x="8" y="7.500" width="48" height="16" rx="7" opacity=".62" />
      <rect x="3" y="13" width="58" height="48" rx="13" />
      <path d="m18 27.500 10.500 9.500L18 46.500M35 47h12" />
    </svg>
  );
}
