import { Button, type ButtonProps } from '@mantine/core';

interface SubmitButtonProps extends Omit<ButtonProps, 'type' | 'loading' | 'disabled'> {
  busy: boolean;
  /** Why it cannot be sent yet: the button is then off. Prefer saying so beside it as well. */
  blocked?: boolean;
  children: React.ReactNode;
}

/** The one button that sends a form. While sending it keeps its size and takes no second press (see useSubmit). */
export function SubmitButton({ busy, blocked = false, children, ...rest }: SubmitButtonProps) {
  return (
    <Button {...rest} type="submit" loading={busy} disabled={blocked} aria-busy={busy}>
      {children}
    </Button>
  );
}
