import { RadioGroup } from 'radix-ui';

const names = ['Orange', 'Blue', 'Green', 'Violet', 'Yellow', 'Red', 'Teal', 'Grey'];

export function ColourPicker({
  value,
  onValue,
}: {
  readonly value: number;
  readonly onValue: (value: number) => void;
}) {
  return (
    <RadioGroup.Root
      className="colours"
      aria-label="Colour"
      orientation="horizontal"
      value={String(value)}
      onValueChange={(next) => onValue(Number(next))}
    >
      {names.map((name, index) => (
        <RadioGroup.Item
          key={name}
          className="colour"
          value={String(index)}
          aria-label={name}
          style={{ background: `var(--account-${index})` }}
        />
      ))}
    </RadioGroup.Root>
  );
}
