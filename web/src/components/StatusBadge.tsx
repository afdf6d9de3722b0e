import classes from './StatusBadge.module.css';

export type Tone = 'amber' | 'blue' | 'teal' | 'violet' | 'grey' | 'red' | 'green';
export type Shape = 'dot' | 'ring' | 'half' | 'square' | 'diamond' | 'triangle' | 'down' | 'cross' | 'check' | 'bed';

const shapes: Record<Shape, React.ReactNode> = {
  dot: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  ring: <circle cx="6" cy="6" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  half: (
    <>
      <circle cx="6" cy="6" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M6 2.6a3.4 3.4 0 0 1 0 6.8z" fill="currentColor" />
    </>
  ),
  square: <rect x="2.2" y="2.2" width="7.6" height="7.6" rx="1.2" fill="currentColor" />,
  diamond: <path d="M6 1.2 10.8 6 6 10.8 1.2 6z" fill="currentColor" />,
  triangle: <path d="M6 1.6 11 10.2H1z" fill="currentColor" />,
  down: <path d="M6 10.4 1 1.8h10z" fill="currentColor" />,
  cross: <path d="m3 3 6 6m0-6-6 6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
  check: <path d="m2.4 6.4 2.5 2.5 4.8-5.4" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />,
  bed: <path d="M1.6 2.4v7.4M1.6 7.8h8.8v2M10.4 7.8V6.2a1.4 1.4 0 0 0-1.4-1.4H5v3" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />,
};

interface StatusBadgeProps {
  tone: Tone;
  shape: Shape;
  /** The word; colour and shape only repeat it. */
  label: string;
  /** An outline instead of a filled ground: for what is over and void. */
  outline?: boolean;
}

/** A state told three ways: by its word, its shape and its colour. */
export function StatusBadge({ tone, shape, label, outline = false }: StatusBadgeProps) {
  return (
    <span className={classes.badge} data-tone={tone} data-outline={outline || undefined}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
        {shapes[shape]}
      </svg>
      {label}
    </span>
  );
}
