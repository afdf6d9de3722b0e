import type { Shape } from '@/components/StatusBadge';

/** The shapes of the bed states, large: for the wall. */
const drawn: Partial<Record<Shape, React.ReactNode>> = {
  ring: <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  bed: <path d="M1 2v8M1 8h10v2M11 8V6a1.6 1.6 0 0 0-1.6-1.6H5V8" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />,
  half: (
    <>
      <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M6 1.8a4.2 4.2 0 0 1 0 8.4z" fill="currentColor" />
    </>
  ),
  cross: <path d="m2.5 2.5 7 7m0-7-7 7" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
};

export function BedShape({ shape }: { shape: Shape }) {
  return (
    <svg viewBox="0 0 12 12" width="1em" height="1em" aria-hidden="true" focusable="false">
      {drawn[shape]}
    </svg>
  );
}
