import { colorsTuple, createTheme, type CSSVariablesResolver } from '@mantine/core';

const size = (px: number) => `${px / 16}rem`;

const scrim = { color: 'var(--scrim)', backgroundOpacity: 1 };

// A dialog's <header> would count as a second banner of the page.
const plainHeader = { header: { role: 'none' } };

/** The library's theme, spoken in our tokens. */
export const theme = createTheme({
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-mono)',
  headings: { fontFamily: 'var(--font-text)', fontWeight: '600' },
  primaryColor: 'accent',
  primaryShade: 6,
  colors: { accent: colorsTuple('var(--accent-fill)'), red: colorsTuple('var(--failed)') },
  defaultRadius: 'sm',
  radius: { xs: size(4), sm: size(6), md: size(8), lg: size(12), xl: size(16) },
  spacing: { xs: size(4), sm: size(8), md: size(12), lg: size(16), xl: size(24) },
  fontSizes: { xs: size(12), sm: size(13), md: size(14), lg: size(15), xl: size(20) },
  breakpoints: { xs: '22.5em', sm: '48em', md: '62em', lg: '75em', xl: '88em' },
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', size: 'md', color: 'gray' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', comboboxProps: { shadow: 'md' } } },
    SegmentedControl: { defaultProps: { size: 'xs', withItemsBorders: false } },
    Modal: { defaultProps: { radius: 'lg', centered: true, overlayProps: scrim, attributes: plainHeader } },
    Drawer: { defaultProps: { overlayProps: scrim, attributes: plainHeader } },
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end', withinPortal: true } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: false } },
  },
});

const shared = {
  '--mantine-color-body': 'var(--page)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-placeholder': 'var(--muted)',
  '--mantine-color-error': 'var(--failed)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-default': 'var(--panel)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-gray-light-color': 'var(--text)',
  '--mantine-color-gray-light-hover': 'var(--hover)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--muted)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--accent-fill)',
  '--mantine-primary-color-filled-hover': 'var(--accent-fill-hover)',
  '--mantine-primary-color-contrast': 'var(--accent-text)',
  '--mantine-color-accent-filled': 'var(--accent-fill)',
  '--mantine-color-accent-filled-hover': 'var(--accent-fill-hover)',
  '--mantine-color-accent-light': 'var(--accent-tint)',
  '--mantine-color-accent-light-color': 'var(--accent)',
  '--mantine-color-accent-outline': 'var(--accent)',
  '--mantine-color-accent-text': 'var(--accent)',
};

/** Point the library's variables at our tokens; the tokens themselves change with the scheme. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
