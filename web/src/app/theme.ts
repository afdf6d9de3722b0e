import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent: a calm sea-blue. Shade 7 carries white text at 6.6:1; shade 3 is read on the dark ground at 9:1. */
const sea: MantineColorsTuple = [
  '#eaf6fa',
  '#d3eaf1',
  '#a6d6e4',
  '#76c1d6',
  '#4cafc9',
  '#2a95b2',
  '#137d9a',
  '#0b647c',
  '#095468',
  '#073f4f',
];

/** Night greys with a breath of the same blue, from text (0) to the deepest ground (9). */
const dark: MantineColorsTuple = [
  '#e4e9ee',
  '#c3ccd5',
  '#a3aeba',
  '#76828f',
  '#465160',
  '#343d49',
  '#20262e',
  '#191e25',
  '#12161b',
  '#0c0f13',
];

const systemFonts =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "Helvetica Neue", Arial, sans-serif';

export const theme = createTheme({
  colors: { sea, dark },
  primaryColor: 'sea',
  primaryShade: { light: 7, dark: 7 },
  fontFamily: systemFonts,
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "Segoe UI Mono", "Liberation Mono", Menlo, monospace',
  headings: {
    fontFamily: systemFonts,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '1rem', lineHeight: '1.5' },
      h3: { fontSize: '0.875rem', lineHeight: '1.5' },
    },
  },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  autoContrast: false,
  // Plain objects, so that naming a component here does not pull its code into the first load.
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'lg' } },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 }, transitionProps: { duration: 120, transition: 'fade' } },
    },
    NumberInput: { defaultProps: { hideControls: true } },
    SegmentedControl: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { autosize: true, minRows: 2 } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
  },
});
