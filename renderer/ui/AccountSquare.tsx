/** The mark of an account: beside its name, its jobs and its tabs. */
export function AccountSquare({ colour }: { readonly colour: number }) {
  return <i className="account-square" style={{ background: `var(--account-${colour})` }} aria-hidden="true" />;
}
